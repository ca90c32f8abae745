#!/usr/bin/env bash
# Changes Portal.Domain in small ways, one at a time, and counts how many changes the tests notice that need neither database nor network.
# bench/mutation.sh [--report FILE]      without a run: the score of a report that is there
# A mutant whose tests take 30 s longer than without it is one that never ends: what is slower on a busy machine is no kill.
# The survivors stand in artifacts/mutation/reports/mutation-report.html.
set -euo pipefail
goal=90
usage() { sed -n 3p "$0" >&2; exit 2; }
fail() { echo "error: $1" >&2; exit 1; }
count() { grep -oE "\"status\": *\"$1\"" "$report" | wc -l || true; }

report=
case "$#:${1:-}" in
  0:) ;;
  2:--report) report=$(realpath "$2") ;;
  *) usage ;;
esac
cd "$(dirname "$0")/Mutation"
if [ -z "$report" ]; then
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
  output=../../artifacts/mutation
  report=$output/reports/mutation-report.json
  rm -rf "$output"
  dotnet tool restore >&2
  # With the other runner every mutant survives, whatever the tests say.
  dotnet stryker --test-runner mtp --project Portal.Domain.csproj --concurrency "$(nproc)" --skip-version-check \
    --reporter json --reporter html --output "$output" >&2
fi
[ -s "$report" ] || fail "there is no report"
killed=$(($(count Killed) + $(count Timeout)))
missed=$(($(count Survived) + $(count NoCoverage)))
[ "$(count Survived)" -gt 0 ] || [ "$killed" -gt 0 ] || fail "no test reached any mutant: nothing was measured"
[ "$killed" -gt 0 ] || fail "not one mutant was killed, which says that the tests did not run on them"
echo "Portal.Domain: $(awk -v k="$killed" -v m="$missed" 'BEGIN { printf "%.1f", 100 * k / (k + m) }') % of $((killed + missed)) mutants killed (goal $goal %)"
