#!/usr/bin/env bash
# Runs checks of RELIABILITY's figures in full size and prints their last lines: bench/full.sh R1 R2 R3 R4 R5 R6 R7 R8 R9 R10 R11 kills
# R2 needs root and a loop device, else its line is "skipped: no loop device". PORTAL_SEED repeats a run.
set -euo pipefail
cd "$(dirname "$0")/.."
[ "$#" -gt 0 ] || { sed -n 2,3p "$0"; exit 2; }
lines=$(mktemp)
status=0
dotnet build Portal.Tests -c Release -v q
for figure in "$@"; do
  PORTAL_FULL=$figure PORTAL_FIGURES=$lines dotnet test Portal.Tests -c Release --no-build --filter "Figure=$figure" || status=1
done
echo "commit $(git rev-parse --short HEAD), $(date -u +%F)"
cat "$lines"
exit "$status"
