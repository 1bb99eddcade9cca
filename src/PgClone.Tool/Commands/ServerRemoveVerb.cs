using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Servers.Packages;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class ServerRemoveVerb : Verb
{
    private readonly Argument<string> _name = new("name") { HelpName = "name", Description = "A server, as `pgclone server ls` names it, or a major version for all of that." };

    public ServerRemoveVerb(ToolHost host, CommonOptions common)
        : base("remove", "Deletes server packages from this machine. The data of servers that ran from them stays.", host, common) => Add(_name);

    public override IReadOnlyList<Example> Examples => [new("pgclone server remove 17", "Deletes all servers of PostgreSQL 17 that came in packages.")];

    protected override bool ChangesSomething => true;

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var (settings, name) = (Host.LoadSettings(), parse.GetRequiredValue(_name));
        var store = settings.CreateServerStore(NullLogger.Instance);
        var servers = store.List().Where(server => server.Manifest.FolderName == name || Major(server) == name).ToList();
        if (servers.Count == 0)
            throw new PgCloneException(ErrorCode.InvalidOption, $"There is no server '{name}' on this machine.", store.Folder, advice: "`pgclone server ls` lists those there are.");

        // A server that runs reads its files when it needs them.
        if (await settings.CreateLocalServer().StatusAsync(cancellationToken).ConfigureAwait(false) is { IsRunning: true, Version: { } running } && servers.Exists(server => server.Manifest.Postgres == running))
            throw new PgCloneException(ErrorCode.LocalServerFailed, $"The local server of PostgreSQL {running} runs, and may run from it.", advice: "Stop it first: pgclone server stop.");

        foreach (var server in servers)
        {
            store.Remove(server);
            Host.Out.WriteRaw(server.Manifest.FolderName);
        }
    }

    private static string Major(StoredServer server) => server.Manifest.Postgres.Major.ToString(CultureInfo.InvariantCulture);
}
