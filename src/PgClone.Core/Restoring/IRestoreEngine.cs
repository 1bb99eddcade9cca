using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Manifests;
using PgClone.Restoring.Execution;
using PgClone.Servers;
using PgClone.Storage;

namespace PgClone.Restoring;

/// <summary>Brings an opened dump into a database.</summary>
internal interface IRestoreEngine : IAsyncDisposable
{
    /// <summary>The dump.</summary>
    StoredDump Dump { get; }

    /// <summary>What else is known of the dump; null where it has no manifest that can be used.</summary>
    Manifest? Manifest { get; }

    /// <summary>What is to be said of the dump's manifest; null: nothing.</summary>
    string? ManifestNotice { get; }

    /// <summary>What another archive under the same key would not share; null where nothing is known that would not be.</summary>
    string? Identity { get; }

    /// <summary>The roles and tablespaces that the dump names; none where they are not known.</summary>
    ServerNames Names { get; }

    /// <summary>Encoding and locale of the database that was dumped.</summary>
    DatabaseTraits Traits { get; }

    /// <summary>The settings of the database that was dumped.</summary>
    DatabaseSettings Settings { get; }

    /// <summary>The server's version that was dumped; null where the archive does not tell it.</summary>
    PostgresVersion? DumpedVersion { get; }

    /// <summary>What the user should know of the plan, once it is settled, a sentence each.</summary>
    IReadOnlyList<string> PlannedNotices { get; }

    /// <summary>Settles what is restored, in which order, and refuses what can't be. Only reads from the server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="jobs">How many connections the restore may use at once.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>What of the dump can't be had on the server.</returns>
    /// <exception cref="PgCloneException">What was chosen does not fit the dump.</exception>
    Task<IReadOnlyList<Obstacle>> PlanAsync(PostgresServer server, int jobs, CancellationToken cancellationToken);

    /// <summary>Restores into a database, as planned: empty, and nobody else's.</summary>
    /// <param name="server">The server.</param>
    /// <param name="database">The database.</param>
    /// <param name="progress">Takes progress events.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="PgCloneException">It failed; the database is of no use.</exception>
    Task<RestoreReport> FillAsync(PostgresServer server, string database, IProgress<ProgressEvent> progress, CancellationToken cancellationToken);
}
