Task("Soak")
    .Description("Kills restores, copies, drops and reaps at every statement that they send and restores some hundred times at random, stops them in mid-swap, damages a thousand images, lists a hundred thousand objects, runs all samples of migrations, has containers on Podman, and measures for how long clients are out. Takes up to two hours; --configuration=.")
    .IsDependentOn("ProvisionTests")
    .IsDependentOn("Build")
    .Does(() =>
{
    Environment.SetEnvironmentVariable("PGCLONE_TEST_SOAK", "1");
    // It starts the sooner, and is started some thousand times.
    if (CanLinkNative) Environment.SetEnvironmentVariable("PGCLONE_TEST_TOOL", PublishNativeTool().FullPath);
    Run("dotnet", $"test --project tests/PgClone.Tool.Tests --configuration {configuration} --no-build --no-ansi --no-progress --output Detailed --timeout 150m --filter-class \"*KilledTests\" \"*FrozenTests\"");
    Run("dotnet", $"test --project tests/PgClone.Core.Tests --configuration {configuration} --no-build --no-ansi --no-progress --output Detailed --timeout 30m --filter-method \"*Twenty_clients*\" \"*None_that_is_damaged*\"");
    Run("dotnet", $"test --project tests/PgClone.S3.Tests --configuration {configuration} --no-build --no-ansi --no-progress --output Detailed --timeout 30m --filter-class \"*S3LargeListTests\"");
    Run("dotnet", $"test --project tests/PgClone.PackageTests --configuration {configuration} --no-build --no-ansi --no-progress --output Detailed --timeout 30m --filter-class \"*MigrationSampleTests\" \"*ServerPackageTests\"");
    TestOnPodman();
    Run("dotnet", $"run --configuration {configuration} --no-build --project bench/PgClone.Benchmarks -- --downtime --output={System.IO.Path.Combine("artifacts", "bench")}");
});

// The same tests of containers that Test runs on Docker.
void TestOnPodman()
{
    var docker = EnvironmentVariable("DOCKER_HOST");
    try
    {
        if (StartContainerEngine("build/podman.sh") && MakeContainerImage("17")) Run("dotnet", $"test --project tests/PgClone.Testcontainers.Tests --configuration {configuration} --no-build --no-ansi --no-progress --output Detailed --timeout 30m");
        else Warning("There is no Podman: the tests with containers are not run on it.");
    }
    finally
    {
        Environment.SetEnvironmentVariable("DOCKER_HOST", docker);
        StartProcess("bash", "build/podman.sh stop");
    }
}
