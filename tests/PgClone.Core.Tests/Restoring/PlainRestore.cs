using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Restoring.Execution;
using PgClone.Restoring.Planning;
using PgClone.Testing;

namespace PgClone.Restoring;

/// <summary>Restores an archive as the engine does, without what is around it.</summary>
internal static class PlainRestore
{
    public static async Task<RestoreReport> IntoAsync(
        TestDatabase database, string path, RestorePlanOptions? options = null, IProgress<ProgressEvent>? listener = null, CancellationToken? cancellationToken = null, bool isOnePass = false)
    {
        await using var source = FileArchiveSource.Open(path);
        return await IntoAsync(database, source, options, listener, cancellationToken, isOnePass);
    }

    /// <param name="database">An empty database.</param>
    /// <param name="source">The archive.</param>
    /// <param name="options">What to restore.</param>
    /// <param name="listener">Takes progress events.</param>
    /// <param name="cancellationToken">Stops the restore; null: as the test says.</param>
    /// <param name="isOnePass">Whether data blocks are found while they are read, wherever the archive says that they lie; and large tables are spread as on a machine with many processors.</param>
    public static async Task<RestoreReport> IntoAsync(
        TestDatabase database, IArchiveSource source, RestorePlanOptions? options = null, IProgress<ProgressEvent>? listener = null, CancellationToken? cancellationToken = null, bool isOnePass = false)
    {
        var cancel = cancellationToken ?? TestContext.Current.CancellationToken;
        var archive = await ArchiveReader.ReadAsync(source, cancel);
        var blocks = isOnePass ? BlockIndex.Assume(archive, source.Length) : await BlockIndex.CreateAsync(source, archive, cancel);
        var target = await RestoreTarget.ReadAsync(database.Server, (string?)await database.ScalarAsync("SHOW server_encoding"), cancel);
        if (isOnePass) target = target with { SharedProcessors = 16 };
        options ??= new RestorePlanOptions();
        var plan = RestorePlanner.Create(archive, blocks, options, target);
        return await new RestoreExecutor(database.Server, database.Name, source, plan, options, listener, isOnePass).ExecuteAsync(cancel);
    }
}
