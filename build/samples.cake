Task("Samples")
    .Description("Makes the dumps in samples/store anew.")
    .IsDependentOn("Provision")
    .IsDependentOn("Build")
    .Does(() =>
{
    // A server of its own: the user's may hold a "shop" that matters.
    var data = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "pgclone-samples-" + Guid.NewGuid().ToString("N"));
    Environment.SetEnvironmentVariable("PGCLONE_DATA_DIR", data);
    CleanDirectory("samples/store");
    try
    {
        var server = PgClone("server", "start", "--format", "json");
        foreach (var database in new[] { "shop", "crm" }) CreateDatabase(server, database);

        // The SQL that fills the databases runs as a pre-dump hook: a look at what those can do.
        foreach (var (database, hook) in new[] { ("shop", "shop"), ("shop", "shop-november"), ("crm", "crm") })
            Information(PgClone("dump", database, "--pre-dump-hook", hook));
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

void CreateDatabase(string server, string name)
{
    using var status = System.Text.Json.JsonDocument.Parse(server);
    var connection = status.RootElement.GetProperty("connectionString").GetString()
        .Replace("Username=", "user=").Replace("Host=", "host=").Replace("Port=", "port=").Replace("Passfile=", "passfile=").Replace(';', ' ');
    Run("createdb", $"\"--maintenance-db={connection} dbname=postgres\" {name}");
}
