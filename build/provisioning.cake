// Gets the programs that this build needs and a fresh machine does not have.
Task("Provision")
    .Description("Gets PostgreSQL where none is found: by apt-get where packages may be installed, else out of an npm package or Debian's, for this user alone.")
    .WithCriteria(() => !HasPostgres(), "PostgreSQL is there.")
    .Does(() =>
{
    if (CanInstallPackages())
    {
        Information("PostgreSQL was not found: installing it.");
        Run("bash", "build/install-postgresql.sh");
    }
    else if (HasNpm() && HasServerPackage)
    {
        Information("PostgreSQL was not found: unpacking a server out of an npm package.");
        Run("dotnet", $"run --configuration {configuration} --project build/servers -- \"{packages}\" --major 17 --install");
    }
    else if (!UnpackPostgres("trixie", "17") || !UsePostgres("17"))
        throw new CakeException("PostgreSQL was not found. " + HowToGetPostgres);
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
        if (!UnpackPostgres(suite, major)) Warning($"PostgreSQL {major} can't be had from Debian {suite}: the tests that compare with it are skipped.");
    }

    // The tests dump, too, and a server package has no pg_dump.
    if (!HasPostgres()) UsePostgres("17");

    if (!StartContainerEngine() || !MakeContainerImage("17")) Warning("There is no container engine, or no image for it: the tests with containers are skipped.");
});

// The variable that names the folder of a version's programs.
string PostgresOf(string major) => "PGCLONE_TEST_POSTGRES_" + major;

// Into a folder of this user's, unless that was done before.
bool UnpackPostgres(string suite, string major)
{
    var variable = PostgresOf(major);
    if (HasEnvironmentVariable(variable)) return true;
    if (!FileExists("/usr/bin/apt-get")) return false;

    // The server does not run as root, and what it runs instead as can't look into root's home.
    var cache = Environment.UserName == "root" ? "/var/cache" : EnvironmentVariable("XDG_CACHE_HOME", EnvironmentVariable("HOME") + "/.cache");
    var folder = $"{cache}/pgclone/postgresql/{major}";
    if (StartProcess("bash", new ProcessSettings { Arguments = $"build/unpack-postgresql.sh {suite} {major} \"{folder}\"" }) != 0) return false;

    Environment.SetEnvironmentVariable(variable, $"{folder}/usr/lib/postgresql/{major}/bin");
    return true;
}

var hasContainerEngine = false;

Teardown(_ =>
{
    if (hasContainerEngine) StartProcess("bash", "build/container-engine.sh stop");
});

// One that answers already, or one of the tests' own, which ends with this build.
bool StartContainerEngine(string script = "build/container-engine.sh")
{
    var lines = new List<string>();
    var settings = new ProcessSettings
    {
        Arguments = $"{script} start",
        RedirectStandardOutput = true,
        RedirectedStandardOutputHandler = line =>
        {
            if (line is not null) lines.Add(line);
            return line;
        },
    };
    if (StartProcess("bash", settings) != 0) return false;

    if (lines.LastOrDefault() is not { Length: > 0 } address) return true;

    Environment.SetEnvironmentVariable("DOCKER_HOST", address);
    hasContainerEngine = true;
    return true;
}

string TestImage(string major) => $"pgclone-tests/postgres:{major}";

bool MakeContainerImage(string major) =>
    EnvironmentVariable(PostgresOf(major)) is { } programs
    && programs.IndexOf("/usr/lib/postgresql/") is var end and > 0
    && StartProcess("bash", $"build/container-image.sh {TestImage(major)} {major} \"{programs[..end]}\"") == 0;

bool UsePostgres(string major)
{
    if (EnvironmentVariable(PostgresOf(major)) is not { } unpacked) return false;

    Environment.SetEnvironmentVariable("PGCLONE_PG_BIN", unpacked);
    return true;
}

// The engine's own search covers more places; a second copy where it finds one is harmless, a missing one is not.
bool HasPostgres() =>
    !IsRunningOnLinux()
    || HasEnvironmentVariable("PGCLONE_PG_BIN")
    || GetFiles("/usr/lib/postgresql/*/bin/initdb").Any()
    || GetFiles("/usr/pgsql-*/bin/initdb").Any()
    || Context.Tools.Resolve("initdb") is not null;

bool CanInstallPackages() => FileExists("/usr/bin/apt-get") && (Environment.UserName == "root" || Succeeds("sudo", "-n true"));

// Those that build/servers/pins.json has and this system runs.
bool HasServerPackage => System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier == "linux-x64";

const string HowToGetPostgres =
    "Do one of these: install npm, which servers without an installation come from; install PostgreSQL's server programs with your package manager (sudo apt-get install postgresql); "
    + "or name the folder of such programs in PGCLONE_PG_BIN.";

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
