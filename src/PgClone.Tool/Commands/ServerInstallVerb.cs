using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using PgClone.Configuration;
using PgClone.Servers.Packages;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class ServerInstallVerb : Verb
{
    private readonly Argument<int?> _version = new("version")
    {
        HelpName = "version",
        Description = "PostgreSQL's major version, such as 17. Default: server.version, else the newest.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _from = new("--from") { HelpName = "file", Description = "A package as a file (.nupkg): nothing is fetched then." };

    public ServerInstallVerb(ToolHost host, CommonOptions common)
        : base("install", "Puts a server package on this machine: a PostgreSQL server that needs no installation.", host, common)
    {
        Add(_version);
        Add(_from);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone server install 17", "Fetches a PostgreSQL 17 server by the .NET SDK, from the package sources of nuget.config."),
        new("pgclone server install --from PgClone.Server.17.linux-x64.17.10.0.nupkg", "Takes it from a file."),
    ];

    protected override bool ChangesSomething => true;

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var (settings, version, file) = (Host.LoadSettings(), parse.GetValue(_version), parse.GetValue(_from));
        var installer = new ServerInstaller(settings.CreateServerStore(NullLogger.Instance), Host.Directory);
        var server = file is null
            ? await installer.FetchAsync(version ?? settings.ServerVersion, cancellationToken).ConfigureAwait(false)
            : await installer.InstallAsync(Path.GetFullPath(file, Host.Directory), version, cancellationToken).ConfigureAwait(false);
        Host.Out.WriteRaw(server.Manifest.FolderName);
        if (GetVerbosity(parse) >= Verbosity.Normal) Messages.Tell(Host.Error, $"PostgreSQL {server.Manifest.Postgres} is in {server.Directory}.");
    }
}
