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
        TestDatabase database, string path, RestorePlanOptions? options = null, IProgress<ProgressEvent>? listener = null, CancellationToken? cancellationToken = null)
    {
        await using var source = FileArchiveSource.Open(path);
        return await IntoAsync(database, source, options, listener, cancellationToken);
    }

    public static async Task<RestoreReport> IntoAsync(
        TestDatabase database, IArchiveSource source, RestorePlanOptions? options = null, IProgress<ProgressEvent>? listener = null, CancellationToken? cancellationToken = null)
    {
        var cancel = cancellationToken ?? TestContext.Current.CancellationToken;
        var archive = await ArchiveReader.ReadAsync(source, cancel);
        var blocks = await BlockIndex.CreateAsync(source, archive, cancel);
        var target = await RestoreTarget.ReadAsync(database.Server, (string?)await database.ScalarAsync("SHOW server_encoding"), cancel);
        options ??= new RestorePlanOptions();
        var plan = RestorePlanner.Create(archive, blocks, options, target);
        return await new RestoreExecutor(database.Server, database.Name, source, plan, options, listener).ExecuteAsync(cancel);
    }
}
