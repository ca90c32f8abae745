#!/usr/bin/env bash
# Publishes portal and floor as an operator would, builds the bench, and measures. Without names: everything, about fourteen minutes.
# bench/run.sh [notifications] [live] [pages] [start] [unknowns] [--write] [--brief] [--folder PATH]
set -euo pipefail
here=$PWD
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet publish Portal.Web -c Release -o artifacts/bench/portal -v q --nologo >&2
dotnet publish bench/Floor -c Release -o artifacts/bench/floor -v q --nologo >&2
dotnet build bench/Bench -c Release -v q --nologo >&2
root=$PWD
cd "$here"
exec dotnet "$root/bench/Bench/bin/Release/net10.0/Portal.Bench.dll" "$@"
