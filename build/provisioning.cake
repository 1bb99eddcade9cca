// Installs the programs that this build needs and a fresh machine does not have.
Task("Provision")
    .Description("Installs PostgreSQL where none is found.")
    .WithCriteria(() => !HasPostgres(), "PostgreSQL is there.")
    .Does(() =>
{
    if (!CanInstallPackages())
        throw new CakeException("PostgreSQL was not found, and packages can't be installed from here. " + HowToInstallPostgres());

    Information("PostgreSQL was not found: installing it.");
    Run("bash", "build/install-postgresql.sh");
});

Task("ProvisionTests")
    .Description("Installs what only the tests need, and unpacks newer PostgreSQL versions for those that compare with them.")
    .IsDependentOn("Provision")
    .WithCriteria(() => FileExists("/usr/bin/apt-get"), "They come from Debian's archive.")
    .Does(() =>
{
    if (StartProcess("bash", "build/install-for-tests.sh") != 0)
        Warning("Not all that the tests need can be installed: those that miss the pooler, an extension or the German locale are skipped and say so.");

    foreach (var (suite, major) in new[] { ("trixie", "17"), ("forky", "18") })
    {
        var variable = "PGCLONE_TEST_POSTGRES_" + major;
        if (HasEnvironmentVariable(variable)) continue;

        // The server does not run as root, and what it runs instead as can't look into root's home.
        var cache = Environment.UserName == "root" ? "/var/cache" : EnvironmentVariable("XDG_CACHE_HOME", EnvironmentVariable("HOME") + "/.cache");
        var folder = $"{cache}/pgclone/postgresql/{major}";
        if (StartProcess("bash", new ProcessSettings { Arguments = $"build/unpack-postgresql.sh {suite} {major} \"{folder}\"" }) == 0)
            Environment.SetEnvironmentVariable(variable, $"{folder}/usr/lib/postgresql/{major}/bin");
        else
            Warning($"PostgreSQL {major} can't be had from Debian {suite}: the tests that compare with it are skipped.");
    }
});

// The engine's own search covers more places; a second copy where it finds one is harmless, a missing one is not.
bool HasPostgres() =>
    !IsRunningOnLinux()
    || HasEnvironmentVariable("PGCLONE_PG_BIN")
    || GetFiles("/usr/lib/postgresql/*/bin/initdb").Any()
    || GetFiles("/usr/pgsql-*/bin/initdb").Any()
    || Context.Tools.Resolve("initdb") is not null;

bool CanInstallPackages() => FileExists("/usr/bin/apt-get") && (Environment.UserName == "root" || Succeeds("sudo", "-n true"));

string HowToInstallPostgres() => FileExists("/usr/bin/apt-get")
    ? "Run: sudo apt-get install postgresql"
    : "Install PostgreSQL's server programs with your package manager, or name their folder in PGCLONE_PG_BIN.";

bool Succeeds(string program, string arguments)
{
    try
    {
        return StartProcess(program, new ProcessSettings { Arguments = arguments, Silent = true, RedirectStandardError = true }) == 0;
    }
    catch (System.ComponentModel.Win32Exception)
    {
        return false;
    }
}

void Run(string program, string arguments)
{
    var exitCode = StartProcess(program, new ProcessSettings { Arguments = arguments });
    if (exitCode != 0) throw new CakeException($"{program} {arguments} ended with exit code {exitCode}.");
}
