using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Manifests;
using PgClone.Storage;

namespace PgClone;

/// <summary>Sees to it that a restore takes the dump that <c>pgclone.lock</c> names for its source, if it names any.</summary>
internal sealed class DumpLock
{
    private readonly LockedDump? _dump;
    private readonly string _source;

    private DumpLock(string source, LockedDump? dump) => (_source, _dump) = (source, dump);

    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidConfiguration"/>, or <see cref="ErrorCode.LockedDumpGone"/>: what is locked is of another configuration than is asked for.</exception>
    public static DumpLock For(ResolvedRestore restore, string directory)
    {
        var found = new DumpLock(restore.Source, restore.Latest ? null : LockFile.Read(directory).GetValueOrDefault(restore.Source));
        var isOther = found._dump is { } dump && restore.DumpConfig is not null && DumpKey.Parse(dump.Key).Config != restore.DumpConfig;
        return isOther ? throw found.Refuse($"It is not of the dump configuration {restore.DumpConfig}.") : found;
    }

    /// <summary>The dump's key, or else what was asked for.</summary>
    public string Source => _dump?.Key ?? _source;

    /// <summary>Opens the dump; that it is not there is told of as the lock's failure.</summary>
    public async Task<T> OpenAsync<T>(Func<Task<T>> open)
    {
        try
        {
            return await open().ConfigureAwait(false);
        }
        catch (PgCloneException e) when (_dump is not null && e.Code == ErrorCode.DumpNotFound)
        {
            throw Refuse("There is no such dump in the store.", e);
        }
    }

    /// <summary>Makes sure that the dump under the key is the one that was locked.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.LockedDumpGone"/>.</exception>
    public void Check(Manifest? manifest)
    {
        if (_dump?.Identity is not { } identity || manifest?.Identity == identity) return;

        throw Refuse(manifest is null ? "The dump there has no manifest any more, by which it could be recognised." : $"The dump there is another one: its identity is {manifest.Identity}.");
    }

    private PgCloneException Refuse(string why, Exception? innerException = null) => new(
        ErrorCode.LockedDumpGone, $"The dump that {LockFile.Name} names for {_source} can't be taken.", _dump!.Key, why,
        "Lock the latest dump instead with `pgclone update`, and commit the file; or restore without the lock: --latest.", innerException);
}
