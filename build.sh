#!/usr/bin/env bash
# ./build.sh --target=RestoreDb | Test | Pack | ...; every argument is handed on to build.cake.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 CAKE_SETTINGS_SHOWPROCESSCOMMANDLINE=false
# Build servers would outlive this script and hold its output open.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

if ! command -v dotnet >/dev/null; then
    echo "dotnet was not found. Install the .NET 10 SDK (https://dotnet.microsoft.com/download) and run this again." >&2
    exit 1
fi

if ! message=$(dotnet tool restore 2>&1); then
    echo "$message" >&2
    exit 1
fi

exec dotnet cake build.cake "$@"
