# ./build.ps1 --target=RestoreDb | Test | Pack | ...; every argument is handed on to build.cake.
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot

$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_SKIP_FIRST_TIME_EXPERIENCE = '1'
$env:CAKE_SETTINGS_SHOWPROCESSCOMMANDLINE = 'false'
# Build servers would outlive this script and hold its output open.
$env:MSBUILDDISABLENODEREUSE = '1'
$env:DOTNET_CLI_USE_MSBUILD_SERVER = '0'

if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
    [Console]::Error.WriteLine('dotnet was not found. Install the .NET 10 SDK (https://dotnet.microsoft.com/download) and run this again.')
    exit 1
}

$message = dotnet tool restore 2>&1
if ($LASTEXITCODE -ne 0) {
    $message | ForEach-Object { [Console]::Error.WriteLine($_) }
    exit 1
}

dotnet cake build.cake @args
exit $LASTEXITCODE
