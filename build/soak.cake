Task("Soak")
    .Description("Kills restores at every statement that they send and some hundred times at random, and prints how often. Takes up to an hour; --configuration=.")
    .IsDependentOn("ProvisionTests")
    .IsDependentOn("Build")
    .Does(() =>
{
    Environment.SetEnvironmentVariable("PGCLONE_SOAK", "1");
    Run("dotnet", $"test --project tests/PgClone.Tool.Tests --configuration {configuration} --no-build --no-ansi --no-progress --output Detailed --timeout 90m --filter-class \"*KilledTests\"");
    Run("dotnet", $"test --project tests/PgClone.Core.Tests --configuration {configuration} --no-build --no-ansi --no-progress --output Detailed --timeout 30m --filter-method \"*Twenty_clients*\"");
});
