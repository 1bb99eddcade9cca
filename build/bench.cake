Task("Bench")
    .Description("Compares restores with pg_restore's and writes the report into docs; --storage: dumps to S3 and restores from there; --downtime: for how long clients are out; --clones: databases for test classes; --containers: a suite of tests with its server in a container, of --image=; --images: machines without a server. A look in under five minutes: --quick. To measure less: --data= --server= --scale= --runs= --jobs= --output=.")
    .IsDependentOn("Provision")
    .Does(() =>
{
    var names = new[] { "data", "server", "scale", "runs", "jobs", "output", "image" };
    var arguments = names.Where(HasArgument).Select(name => $"--{name}=\"{Argument<string>(name)}\"");
    arguments = new[] { "quick", "storage", "downtime", "clones", "containers", "images" }.Where(HasArgument).Select(name => $"--{name}").Concat(arguments);
    if (HasArgument("containers") && !HasArgument("image"))
    {
        if (!UnpackPostgres("trixie", "17") || !StartContainerEngine() || !MakeContainerImage("17")) throw new CakeException("There is no container engine, or no image for it: name one with --image=.");

        arguments = arguments.Append($"--image={TestImage("17")}");
        // The reaper is an image, too, which has to be pulled. Each run removes its own container.
        Environment.SetEnvironmentVariable("TESTCONTAINERS_RYUK_DISABLED", "true");
        // Testcontainers asks for a newer one than Debian's engine has.
        StartProcess("docker", new ProcessSettings { Arguments = "version --format {{.Server.APIVersion}}", RedirectStandardOutput = true }, out var version);
        Environment.SetEnvironmentVariable("DOCKER_API_VERSION", version.First());
    }

    // What distant stores and cold agents are measured with is the tool as it is installed.
    if (HasArgument("storage") || HasArgument("images")) UseNativeTool();
    Run("dotnet", "run --configuration Release --project bench/PgClone.Benchmarks -- " + string.Join(' ', arguments));
});
