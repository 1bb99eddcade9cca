// This repository uses its own addin the way that everybody else does: packed, and loaded by a script of its own (samples/build.cake).
// A script can't load a package that it has yet to build.
Task("PackAddin").WithCriteria(() => !IsAddinPacked(), "The addin is up to date.").Does(() =>
{
    // The addin packs its engine without referring to it, so that restoring the addin alone would leave the engine out.
    DotNetRestore(root.Combine("src/Cake.PgClone.Engine").FullPath, new DotNetRestoreSettings { Verbosity = DotNetVerbosity.Quiet });
    DotNetPack(root.Combine("src/Cake.PgClone").FullPath, ToPack());

    // Cake unpacks a version of an addin once and would go on with the one of the last build.
    var unpacked = artifacts.Combine("cake-tools/samples");
    if (DirectoryExists(unpacked)) DeleteDirectory(unpacked, new DeleteDirectorySettings { Recursive = true, Force = true });
});

var restore = Task("RestoreDb")
    .Description("Restores the latest dump of --database=shop, or --dump-key=, out of --storage=, into --connection= or a server of its own.")
    .IsDependentOn("PackAddin")
    .Does(() => RestoreSample());
if (!HasArgument("connection")) restore.IsDependentOn("Provision");

bool IsAddinPacked()
{
    DateTime LastChange(string pattern) =>
        GetFiles(pattern).Select(file => System.IO.File.GetLastWriteTimeUtc(file.FullPath)).DefaultIfEmpty().Max();

    return LastChange($"{packages}/Cake.PgClone.*.nupkg") > new[] { "src/**/*", "*.props" }.Select(LastChange).Max();
}

void RestoreSample()
{
    var arguments = new ProcessArgumentBuilder().AppendQuoted("samples/build.cake").Append("--target=RestoreDb");
    foreach (var name in new[] { "database", "dump-key" }.Where(HasArgument))
        arguments.AppendSwitchQuoted("--" + name, "=", Argument<string>(name));

    // A path on this command line starts from here. The connection may hold a password, which other users could read in a process list.
    var environment = new Dictionary<string, string> { ["CAKE_SETTINGS_SHOWPROCESSCOMMANDLINE"] = "false" };
    if (HasArgument("storage")) environment["PGCLONE_STORAGE"] = MakeAbsolute(Directory(Argument<string>("storage"))).FullPath;
    if (HasArgument("connection")) environment["PGCLONE_CONNECTION"] = Argument<string>("connection");

    var exitCode = StartProcess("dotnet", new ProcessSettings
    {
        Arguments = arguments.Prepend("cake"),
        EnvironmentVariables = environment,
    });
    if (exitCode != 0) throw new CakeException(exitCode, "The restore failed; see above.");
}
