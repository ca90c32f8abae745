#!/usr/bin/env bash
# Builds portal, floor and bench for release, and measures. Without names: everything, about ten minutes.
# bench/run.sh [notifications] [live] [pages] [start] [--write] [--brief] [--folder PATH]
set -euo pipefail
here=$PWD
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
for project in Portal.Web bench/Floor bench/Bench; do
  dotnet build "$project" -c Release -v q --nologo >&2
done
root=$PWD
cd "$here"
exec dotnet "$root/bench/Bench/bin/Release/net10.0/Portal.Bench.dll" "$@"
