Task("Soak")
    .Description("Kills restores, copies, drops and reaps at every statement that they send and restores some hundred times at random, stops them in mid-swap, damages a thousand images, shows what another ICU would make of one, lists a hundred thousand objects, restores every archive on PostgreSQL 17, runs all samples of migrations, has containers on Podman, and measures for how long clients are out. Takes up to two hours; --configuration=.")
    .IsDependentOn("ProvisionTests")
    .IsDependentOn("Build")
    .Does(() =>
{
    Environment.SetEnvironmentVariable("PGCLONE_TEST_SOAK", "1");
    // It starts the sooner, and is started some thousand times.
    UseNativeTool();
    RunLong("Tool.Tests", "--filter-class \"*KilledTests\" \"*FrozenTests\"", "150m");
    RunLong("Core.Tests", "--filter-method \"*Twenty_clients*\" \"*None_that_is_damaged*\" \"*OtherLibraryTests*\"");
    if (HasEnvironmentVariable(PostgresOf("17"))) RunLong("Core.Tests", comparisons, postgres: EnvironmentVariable(PostgresOf("17")));
    RunLong("Benchmarks.Tests", "--filter-class \"*BenchmarkTests\"");
    RunLong("S3.Tests", "--filter-class \"*S3LargeListTests\" \"*KilledTransferTests\"");
    RunLong("PackageTests", "--filter-class \"*MigrationSampleTests\" \"*ServerPackageTests\" \"*VersionTests\" \"*.XunitTests\" \"*.MSBuildTests\"");
    TestOnPodman();
    // The tool that .NET runs, where that may make a difference: what it prints, and what ends it.
    Environment.SetEnvironmentVariable("PGCLONE_TEST_TOOL", null);
    RunLong("Tool.Tests", "--filter-class \"*RestoreVerbTests\" \"*DumpVerbTests\" \"*TerminalTests\" \"*InterruptionTests\" \"*LostOutputTests\"");
    Run("dotnet", $"run --configuration {configuration} --no-build --project bench/PgClone.Benchmarks -- --downtime --output={System.IO.Path.Combine("artifacts", "bench")}");
});

void RunLong(string project, string filter, string timeout = "30m", string postgres = null)
{
    if (StartProcess("dotnet", ToTest($"--project tests/PgClone.{project} --output Detailed {filter}", postgres, timeout)) != 0) throw new CakeException($"A test of PgClone.{project} failed.");
}

// The same tests of containers that Test runs on Docker.
void TestOnPodman()
{
    var docker = EnvironmentVariable("DOCKER_HOST");
    try
    {
        if (StartContainerEngine("build/podman.sh") && MakeContainerImage("17")) RunLong("Testcontainers.Tests", "");
        else Warning("There is no Podman: the tests with containers are not run on it.");
    }
    finally
    {
        Environment.SetEnvironmentVariable("DOCKER_HOST", docker);
        StartProcess("bash", "build/podman.sh stop");
    }
}
