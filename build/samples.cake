Task("Samples")
    .Description("Makes the dumps in samples/store anew.")
    .IsDependentOn("Provision")
    .Does(() =>
{
    DotNetBuild("src/PgClone.Tool", new DotNetBuildSettings { Configuration = configuration, NoLogo = true, Verbosity = DotNetVerbosity.Quiet });

    // A server of its own: the user's may hold a "shop" that matters.
    var data = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "pgclone-samples-" + Guid.NewGuid().ToString("N"));
    Environment.SetEnvironmentVariable("PGCLONE_DATA_DIR", data);
    CleanDirectory("samples/store");
    try
    {
        var server = ConnectTo(PgClone("server", "start", "--format", "json"));
        foreach (var (database, fill) in new[] { ("shop", "shop"), ("shop", "shop-november"), ("crm", "crm") })
        {
            if (fill == database) Run("createdb", $"\"--maintenance-db={server} dbname=postgres\" {database}");
            Run("psql", $"\"{server} dbname={database}\" --quiet --no-psqlrc --set ON_ERROR_STOP=1 --file samples/sql/{fill}.sql");
            Information(PgClone("dump", database));
        }
    }
    finally
    {
        PgClone("server", "stop");
        DeleteDirectory(data, new DeleteDirectorySettings { Recursive = true, Force = true });
    }
});

string PgClone(params string[] arguments)
{
    var tool = artifacts.CombineWithFilePath($"bin/PgClone.Tool/{configuration.ToLowerInvariant()}/PgClone.Tool.dll");
    var settings = new ProcessSettings { WorkingDirectory = "samples", RedirectStandardOutput = true };
    settings.Arguments = arguments.Aggregate(new ProcessArgumentBuilder().AppendQuoted(tool.FullPath), (builder, argument) => builder.AppendQuoted(argument));
    using var process = StartAndReturnProcess("dotnet", settings);
    var output = string.Join('\n', process.GetStandardOutput());
    process.WaitForExit();
    return process.GetExitCode() == 0 ? output : throw new CakeException($"pgclone {arguments[0]} failed; see above.");
}

// The local server's connection string in the words of PostgreSQL's own programs.
string ConnectTo(string server)
{
    using var status = System.Text.Json.JsonDocument.Parse(server);
    return status.RootElement.GetProperty("connectionString").GetString()
        .Replace("Username=", "user=").Replace("Host=", "host=").Replace("Port=", "port=").Replace("Passfile=", "passfile=").Replace(';', ' ');
}
