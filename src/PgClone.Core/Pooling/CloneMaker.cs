using Npgsql;
using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;
using PgClone.Templates;

namespace PgClone.Pooling;

/// <summary>Makes clones of one template ahead, or takes over what earlier processes made and did not use.</summary>
internal sealed class CloneMaker(PostgresServer server, Template template, DataSourceRecipe recipe)
{
    /// <summary>So much of the disk may be ready clones of one template. One is made, however large.</summary>
    private const long MostBytes = 512L << 20;

    /// <summary>What the name and the comment of a clone say in place of a target, as it has none yet.</summary>
    private const string Target = "nobody yet";

    private readonly TemplateCatalog _templates = new(server);
    private readonly LeftClones _left = new(server, template);
    private long? _bytes;

    /// <summary>How many clones may be ready at once: none where the disk of an embedded server would get full.</summary>
    public async Task<int> FindMostAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var bytes = _bytes ??= (await connection.QueryAsync("SELECT pg_database_size($1::text::name)", [template.Name], row => row.GetInt64(0), cancellationToken).ConfigureAwait(false))[0];
        var most = (int)Math.Clamp(MostBytes / bytes, 1, recipe.MostOn(server));
        if (await TemplateWorth.FindLackOfDiskAsync(server, connection, bytes * most, cancellationToken).ConfigureAwait(false) is not { } lack) return most;

        server.Log.CloneNotMadeAhead(template.Name, lack);
        return 0;
    }

    /// <summary>Takes over a clone that was left, or else makes one.</summary>
    /// <param name="connection">A connection to the maintenance database, for all that does not need one of its own: opening one takes as long as half a copy.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Null where the template is gone or of no use any more, or too few connections are free.</returns>
    public Task<ReadyClone?> MakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => PrepareAsync(
        connection,
        async () => await _left.TryAdoptAsync(connection, cancellationToken).ConfigureAwait(false)
            ?? await TemporaryDatabase.CopyAsync(server, Target, template.Name, template.Marker!.DumpKey, over: connection, cancellationToken: cancellationToken).ConfigureAwait(false),
        cancellationToken);

    /// <summary>Takes over a clone that was left.</summary>
    /// <returns>Null where there is none, or it could not be had.</returns>
    public async Task<ReadyClone?> TryAdoptAsync(CancellationToken cancellationToken)
    {
        try
        {
            var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = connection.ConfigureAwait(false);
            return await PrepareAsync(connection, () => _left.TryAdoptAsync(connection, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is PgCloneException or NpgsqlException or InvalidOperationException)
        {
            server.Log.CloneNotMadeAhead(template.Name, e.Reason());
            return null;
        }
    }

    /// <summary>Whether one more may be left for other processes.</summary>
    public async Task<bool> MayLeaveAsync(CancellationToken cancellationToken)
    {
        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        return await IsUsableAsync(connection, cancellationToken).ConfigureAwait(false) && await _left.CountAsync(connection, cancellationToken).ConfigureAwait(false) < recipe.MostOn(server);
    }

    private async Task<ReadyClone?> PrepareAsync(NpgsqlConnection connection, Func<Task<TemporaryDatabase?>> comeBy, CancellationToken cancellationToken)
    {
        if (!await IsUsableAsync(connection, cancellationToken).ConfigureAwait(false)) return null;
        if (await ConnectionBudget.TryTakeAheadAsync(server, connection, cancellationToken).ConfigureAwait(false) is not { } share) return null;

        ReadyClone? clone = null;
        TemporaryDatabase? database = null;
        try
        {
            database = await comeBy().ConfigureAwait(false);
            // What is to be told of a copy is told to whoever makes it.
            if (database is { Notices.Count: 0 }) clone = await ReadyClone.PrepareAsync(database, template, recipe, share, cancellationToken).ConfigureAwait(false);
            return clone;
        }
        finally
        {
            if (clone is null)
            {
                if (database is not null) await database.DisposeAsync().ConfigureAwait(false);
                share.Dispose();
            }
        }
    }

    private async Task<bool> IsUsableAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var found = await _templates.FindAsync(connection, new TemplateKey(template.Marker!.Key), cancellationToken).ConfigureAwait(false);
        if (found?.Oid != template.Oid) return false;

        await _templates.NoteUseAsync(found, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
