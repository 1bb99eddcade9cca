using Microsoft.Extensions.Logging;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Files;
using PgClone.Restoring.Planning;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Restoring;

/// <summary>
/// Restores through an installed pg_restore: the way for archives that are newer than what is understood here. It gets one connection only: with
/// more, it may create a trigger of a partitioned table before all rows are in.
/// </summary>
/// <param name="binaries">Where pg_restore is.</param>
/// <param name="source">The archive.</param>
/// <param name="options">What to restore. What pg_restore has no option for was refused before.</param>
internal sealed class PgRestore(PostgresBinaries binaries, IArchiveSource source, RestorePlanOptions options)
{
    private const int BufferSize = 256 * 1024;

    /// <summary>Restores into a database: empty, and nobody else's.</summary>
    /// <param name="server">The server.</param>
    /// <param name="database">The database.</param>
    /// <param name="cancellationToken">Kills pg_restore.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.PgRestoreFailed"/>, or what reading the archive throws.</exception>
    public async Task RunAsync(PostgresServer server, string database, CancellationToken cancellationToken)
    {
        var list = PgRestoreList.Parse(await RunAsync(["--list"], server, database, cancellationToken).ConfigureAwait(false));
        if (list.PublicSchema.Count == 0)
        {
            await RunAsync([$"--dbname={database}"], server, database, cancellationToken).ConfigureAwait(false);
            return;
        }

        // The archive's privileges are those that differ from a new database's "public": that one stays, instead of one made afresh.
        if (!options.NoOwner && list.PublicOwner.Length > 0)
        {
            var connection = await server.OpenAsync(database, cancellationToken).ConfigureAwait(false);
            await using var _ = connection.ConfigureAwait(false);
            await connection.ExecuteAsync($"ALTER SCHEMA public OWNER TO {PostgresIdentifier.Quote(list.PublicOwner)}", cancellationToken).ConfigureAwait(false);
        }

        var folder = Directory.CreateTempSubdirectory("pgclone-");
        try
        {
            var file = Path.Combine(folder.FullName, "list");
            await PrivateFiles.WriteAsync(file, list.WithoutPublicSchema(), cancellationToken).ConfigureAwait(false);
            await RunAsync([$"--dbname={database}", $"--use-list={file}"], server, database, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <returns>What it writes.</returns>
    private Task<string> RunAsync(IReadOnlyList<string> mode, PostgresServer server, string database, CancellationToken cancellationToken) =>
        ClientPatience.RunAsync(server, database, () => RunOnceAsync(mode, server, database, cancellationToken), cancellationToken);

    private async Task<string> RunOnceAsync(IReadOnlyList<string> mode, PostgresServer server, string database, CancellationToken cancellationToken)
    {
        var file = source as FileArchiveSource;
        var process = ClientProcess.Start(
            binaries, "pg_restore", [.. mode, .. Arguments(), .. file is null ? [] : new[] { file.Name }],
            server, database, ErrorCode.PgRestoreFailed, cancellationToken);
        await using var _ = process.ConfigureAwait(false);

        using var reader = new StreamReader(process.Output);
        var output = reader.ReadToEndAsync(cancellationToken);
        if (file is null) await FeedAsync(process.Input, server.Log, cancellationToken).ConfigureAwait(false);
        process.Input.Close();
        try
        {
            var text = await output.ConfigureAwait(false);
            await process.CompleteAsync(cancellationToken).ConfigureAwait(false);
            return text;
        }
        catch (PgCloneException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private IEnumerable<string> Arguments()
    {
        yield return "--format=custom";
        yield return "--no-password";
        yield return "--exit-on-error";
        if (options.NoOwner) yield return "--no-owner";
        if (options.NoAcl) yield return "--no-privileges";
        if (options.NoComments) yield return "--no-comments";
        if (options.NoPublications) yield return "--no-publications";
        if (options.NoSubscriptions) yield return "--no-subscriptions";
        if (options.NoSecurityLabels) yield return "--no-security-labels";
        if (options.SkipSections.Count == 0) yield break;

        yield return "--section=pre-data";
        if (!options.SkipSections.Contains(ArchiveSection.Data)) yield return "--section=data";
        if (!options.SkipSections.Contains(ArchiveSection.PostData)) yield return "--section=post-data";
    }

    private async Task FeedAsync(Stream input, ILogger log, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        for (long position = 0; await source.ReadAsync(position, buffer, cancellationToken).ConfigureAwait(false) is var count and > 0; position += count)
        {
            try
            {
                await input.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            }
            catch (IOException e)
            {
                // Its own words say why.
                log.PgRestoreEndedEarly(e.Reason());
                return;
            }
        }
    }
}
