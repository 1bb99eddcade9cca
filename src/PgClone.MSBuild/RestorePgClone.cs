using System.Diagnostics;
using System.Globalization;
using Microsoft.Build.Framework;
using PgClone.Configuration.Options;

namespace PgClone.MSBuild;

/// <summary>Restores a dump into a temporary database, runs the pre-swap hooks and swaps it in.</summary>
public sealed class RestorePgClone : PgCloneTask
{
    /// <summary>A dump key, or a database's name for its latest dump. Default: the latest dump of <see cref="PgCloneTask.Database"/>.</summary>
    public string? Source { get; set; }

    /// <summary>Which dump configuration the latest dump is taken from. Default: <c>default</c>, or where it has no dump, any.</summary>
    public string? DumpConfig { get; set; }

    /// <summary>Schemas to restore; all others are left out with what is in them.</summary>
    public string[]? IncludeSchemas { get; set; }

    /// <summary>Schemas to leave out with what is in them.</summary>
    public string[]? ExcludeSchemas { get; set; }

    /// <summary>Tables to restore: <c>schema.table</c>; all others are left out with what depends on them.</summary>
    public string[]? IncludeTables { get; set; }

    /// <summary>Tables to leave out with what depends on them.</summary>
    public string[]? ExcludeTables { get; set; }

    /// <summary>Extensions to leave out with what depends on them.</summary>
    public string[]? ExcludeExtensions { get; set; }

    /// <summary>Tables whose rows are restored; all others stay empty.</summary>
    public string[]? IncludeData { get; set; }

    /// <summary>Sections to leave out: <c>data</c> (rows, large objects, sequence positions) or <c>post-data</c> (indexes, constraints, triggers).</summary>
    public string[]? SkipSections { get; set; }

    /// <summary>Other names for roles of the dump, each as <c>old=new</c>, wherever ownership, privileges, policies and user mappings are restored.</summary>
    public string[]? RoleMap { get; set; }

    /// <summary>Other names for tablespaces of the dump, each as <c>old=new</c>; an empty new one means the database's own.</summary>
    public string[]? TablespaceMap { get; set; }

    /// <summary>Names of defined hooks to run on the temporary database before the swap. Default: <c>migrate</c>, where it is defined.</summary>
    public string[]? PreSwapHooks { get; set; }

    /// <summary>Names of defined hooks to run on the restored database first, before anything is kept, copied or handed on.</summary>
    public string[]? MaskHooks { get; set; }

    /// <summary>True runs no pre-swap hook, whichever are chosen; mask hooks run all the same.</summary>
    public string? NoHooks { get; set; }

    /// <summary>Connections used at once.</summary>
    public string? Jobs { get; set; }

    /// <summary>What restores: <c>native</c> (the default), or <c>pg_restore</c>, which has to be installed: for archives that are too new for PgClone.</summary>
    public string? Engine { get; set; }

    /// <summary>What to do about extensions that the server does not have or the user may not create: <c>refuse</c> (the default), or <c>leave-out</c>, which restores without them.</summary>
    public string? MissingExtensions { get; set; }

    /// <summary>What to do about an entry that fails: <c>stop</c> (the default), or <c>continue</c>, which restores the rest and names what failed.</summary>
    public string? OnError { get; set; }

    /// <summary>How long to wait for another restore into the same target to end: <c>30s</c>, <c>10m</c>, <c>1h</c>. Default: not at all; 10 minutes for restore on build.</summary>
    public string? Wait { get; set; }

    /// <summary>False restores ownership, which needs the roles to exist. Default true.</summary>
    public string? NoOwner { get; set; }

    /// <summary>False restores privileges, which needs the roles to exist. Default true.</summary>
    public string? NoAcl { get; set; }

    /// <summary>True leaves out comments. Default false.</summary>
    public string? NoComments { get; set; }

    /// <summary>True leaves out publications. Default false.</summary>
    public string? NoPublications { get; set; }

    /// <summary>False restores subscriptions, switched off; PostgreSQL refuses to drop a database that has one. Default true.</summary>
    public string? NoSubscriptions { get; set; }

    /// <summary>True leaves out security labels, whose provider the server has to have loaded. Default false.</summary>
    public string? NoSecurityLabels { get; set; }

    /// <summary>Whether restored databases are kept on the server as templates, to be copied the next time: <c>auto</c>, <c>on</c> or <c>off</c>.</summary>
    public string? Templates { get; set; }

    /// <summary>True restores anew, whichever templates there are, and makes them anew.</summary>
    public string? Cold { get; set; }

    /// <summary>How old a template may be that is copied: <c>30m</c>, <c>24h</c>.</summary>
    public string? MaxAge { get; set; }

    /// <summary>True puts the database on a server of its own whose data comes out of an image, where the embedded server is meant.</summary>
    public string? Images { get; set; }

    /// <summary>True puts images that are on this machine beside the dump into its store, for other machines to take; it turns <see cref="Images"/> on.</summary>
    public string? PushImages { get; set; }

    /// <summary>True restores the latest dump, whichever <c>pgclone.lock</c> names.</summary>
    public string? Latest { get; set; }

    /// <summary>True restores into the server that the dump came from, too.</summary>
    public string? AllowOrigin { get; set; }

    /// <summary>True keeps what the target was before as <c>:previous</c>, and what was restored as <c>:current</c>.</summary>
    public string? Reversible { get; set; }

    /// <summary>True ends the sessions on the database that is restored from, where it is one on the server.</summary>
    public string? EndSessions { get; set; }

    /// <summary>True keeps the restored database for a day where a pre-swap hook fails; the error names it.</summary>
    public string? KeepFailed { get; set; }

    /// <summary>True restores nothing where the target holds that dump already, with the same choices and hooks.</summary>
    public string? IfChanged { get; set; }

    /// <summary>How to connect to the restored database, with no password in it.</summary>
    [Output]
    public string ConnectionString { get; private set; } = "";

    /// <summary>The key of the dump that was restored.</summary>
    [Output]
    public string RestoredKey { get; private set; } = "";

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(PgCloner cloner, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var result = await cloner.RestoreAsync(ToOptions(), cancellationToken).ConfigureAwait(false);

        ConnectionString = result.DisplayConnectionString;
        RestoredKey = result.Key.Value;
        ShowResult(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Key} -> {result.Database}: {WhatWasDone(result, clock.Elapsed)}, {result.DisplayConnectionString}"));
    }

    private static string WhatWasDone(RestoreResult result, TimeSpan elapsed) => result.IsUnchanged
        ? "unchanged, nothing was restored"
        : string.Create(CultureInfo.InvariantCulture, $"{result.Tables} tables, {result.Rows} rows in {elapsed.TotalSeconds:0.0} s");

    internal RestoreOptions ToOptions()
    {
        var options = new RestoreOptions { Source = Source, Database = Database, Connection = Connection, Storage = StorageLocation, Config = Config };
        return (RestoreOptions)RestoreOptionList.All.Take(options, ValueOf, PropertyPrefix);
    }
}
