using System.Diagnostics;
using Npgsql;
using PgClone.Archives;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Images;
using PgClone.Restoring;
using PgClone.Servers;
using PgClone.Servers.Local;
using PgClone.Templates;

namespace PgClone;

/// <summary>
/// Comes by the server of an image, for one restore: as it runs, or unpacked, or out of the store, or made first. Whatever is doubtful ends with a sentence that says why, and no server: the dump is then
/// restored as ever. docs/images.md tells the whole of it.
/// </summary>
/// <param name="options">The embedded server's options.</param>
/// <param name="restore">The restore, which decides what has to be in the image.</param>
/// <param name="engine">The dump, opened.</param>
/// <param name="replaces">Whether a target is restored into, which is then somebody's own.</param>
/// <param name="openAsync">Opens the dump again: who restores it disposes it.</param>
/// <param name="store">The images beside the dump in its store; null: it holds none.</param>
/// <param name="seen">The restores of this machine.</param>
/// <param name="progress">Where it is told.</param>
internal sealed class ImagedServer(
    LocalServerOptions options, ResolvedRestore restore, IRestoreEngine engine, bool replaces, Func<Task<IRestoreEngine>> openAsync, ImageStore? store, SeenKeys seen, LoggedProgress progress)
{
    private readonly ImageFolder _folder = ImageFolder.Of(options, progress.Log);
    private bool _isDamagedInStore;

    /// <summary>Ends when the image is in the store, where it is to go there, or it is told why it is not.</summary>
    public Task Pushing { get; private set; } = Task.CompletedTask;

    /// <returns>Null where the dump is to be restored without an image.</returns>
    public async Task<PostgresServer?> TryGetAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await ComputeKeyAsync(cancellationToken).ConfigureAwait(false) is not { } key) return null;

            var server = new ImageServer(options, key.Name, progress.Log);
            using var held = await _folder.LockAsync(key.Name, onWait: null, cancellationToken).ConfigureAwait(false);
            // Who was killed left it.
            await server.DeleteMakingAsync(cancellationToken).ConfigureAwait(false);
            var taken = await TryTakeAsync(server, key, cancellationToken).ConfigureAwait(false);
            if (taken is null && !server.IsUnpacked) taken = await TryPullAsync(server, key, cancellationToken).ConfigureAwait(false);
            if (taken is null && !server.IsUnpacked && await TryMakeAsync(server, key, cancellationToken).ConfigureAwait(false))
                taken = await TryTakeAsync(server, key, cancellationToken).ConfigureAwait(false);
            if (taken is not null) _folder.NoteUse(key.Name, replaces);
            if (taken is not null && restore.PushesImages) BeginPush(key, cancellationToken);
            await new ImageCleaner(options, _folder, progress.Log).PruneAsync(cancellationToken).ConfigureAwait(false);
            return taken;
        }
        catch (Exception e) when (IsFailure(e))
        {
            return Refuse(e);
        }
    }

    private async Task<ImageKey?> ComputeKeyAsync(CancellationToken cancellationToken)
    {
        if (engine is not NativeEngine || RestoreFingerprint.OfArchive(engine, restore.Choices) is not { } archive || restore.PlanOptions.LeavesOutMissing || restore.Choices.Templates == TemplateUse.Off
            || await restore.ReadMasksAsync(cancellationToken).ConfigureAwait(false) is not { } masks)
        {
            Tell("No image is used: nothing is kept of a restore with these choices or mask hooks.");
            return null;
        }

        var hooks = await RestoreFingerprint.OfHooksAsync(restore.Hooks, cancellationToken).ConfigureAwait(false);
        var binaries = await new LocalServer(options, progress.Log).FindProgramsAsync(cancellationToken).ConfigureAwait(false);
        return await ImageKey.ComputeAsync(binaries, archive, masks, hooks, ImageServer.Settings, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The server on the unpacked cluster, else on one that is unpacked now.</summary>
    private async Task<PostgresServer?> TryTakeAsync(ImageServer server, ImageKey key, CancellationToken cancellationToken)
    {
        var isNew = !server.IsUnpacked;
        try
        {
            var manifest = isNew ? _folder.Find(key) : null;
            if (isNew && manifest is null) return null;

            return await StartAsync(server, isNew, (data, token) => _folder.UnpackAsync(manifest!, data, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsFailure(e))
        {
            // One that was used before may hold what somebody restored into it.
            Refuse(e, isNew ? "" : $" `pgclone image drop {key.Name}` deletes its server with all that is on it.");
            if (isNew) await DiscardAsync(server, key).ConfigureAwait(false);
            return null;
        }
    }

    /// <summary>The server on a cluster that is unpacked while it comes out of the store.</summary>
    private async Task<PostgresServer?> TryPullAsync(ImageServer server, ImageKey key, CancellationToken cancellationToken)
    {
        var isRight = false;
        try
        {
            if (store is null || await store.FindAsync(key, engine.Dump.Key.Database, cancellationToken).ConfigureAwait(false) is not { } manifest) return null;

            var archive = await store.OpenAsync(manifest, cancellationToken).ConfigureAwait(false);
            await using var _ = archive.ConfigureAwait(false);
            if (await LineSpeed.FindTooSlowAsync(archive, manifest.RestoreTime, engine.Dump.Length, cancellationToken).ConfigureAwait(false) is { } rate)
            {
                Tell($"The image of {engine.Dump.Key.Value} is not used: the store gives {Quantity.Bytes((long)rate)} in a second, at which its {Quantity.Bytes(manifest.Bytes)} take longer than a restore.");
                return null;
            }

            var started = await StartAsync(server, isNew: true, UnpackAsync, cancellationToken).ConfigureAwait(false);
            await _folder.NoteOriginAsync(manifest, cancellationToken).ConfigureAwait(false);
            return started;

            async Task UnpackAsync(string data, CancellationToken token)
            {
                await ImageArchive.UnpackAsync(new SourceStream(archive), manifest, data, token).ConfigureAwait(false);
                isRight = true;
            }
        }
        catch (Exception e) when (IsFailure(e))
        {
            // One that is only not for this machine is right for others.
            _isDamagedInStore = e is InvalidDataException && !isRight;
            Refuse(e);
            await DiscardAsync(server, key).ConfigureAwait(false);
            return null;
        }
    }

    private async Task<PostgresServer> StartAsync(ImageServer server, bool isNew, Func<string, CancellationToken, Task> unpackAsync, CancellationToken cancellationToken)
    {
        var started = await server.StartAsync(unpackAsync, cancellationToken).ConfigureAwait(false);
        if (await CollationCheck.FindDifferenceAsync(started, cancellationToken).ConfigureAwait(false) is { } collation) throw new InvalidDataException(collation);

        // A cluster that was here before is a server as any: what is wrong with its templates is made anew on it.
        if (isNew && await FindLackAsync(started, cancellationToken).ConfigureAwait(false) is { } lack) throw new InvalidDataException(lack);

        return started;
    }

    /// <summary>What is not on this machine, as it came out of the store, has nowhere to go.</summary>
    private void BeginPush(ImageKey key, CancellationToken cancellationToken)
    {
        try
        {
            if (store is null || _folder.Find(key) is not { } manifest) return;

            var archive = _folder.Open(manifest);
            Pushing = Task.Run(() => new ImagePush(store, progress).RunAsync(manifest, archive, _isDamagedInStore, cancellationToken), CancellationToken.None);
        }
        catch (Exception e) when (IsFailure(e))
        {
            new ImagePush(store!, progress).Tell(engine.Dump.Key.Value, e);
        }
    }

    private Task<string?> FindLackAsync(PostgresServer server, CancellationToken cancellationToken) =>
        LayeredRestore.FindLackAsync(RunOn(server, engine), cancellationToken);

    /// <summary>Restores the dump on a server that nobody else knows, and packs what it leaves.</summary>
    private async Task<bool> TryMakeAsync(ImageServer server, ImageKey key, CancellationToken cancellationToken)
    {
        try
        {
            var making = await server.StartMakingAsync(cancellationToken).ConfigureAwait(false);
            if (await CollationCheck.FindDifferenceAsync(making, cancellationToken).ConfigureAwait(false) is { } collation) throw new InvalidDataException(collation);

            var start = Stopwatch.GetTimestamp();
            var run = RunOn(making, await openAsync().ConfigureAwait(false));
            await using (run.ConfigureAwait(false))
            {
                if (run.ArchiveFingerprint != RestoreFingerprint.OfArchive(engine, restore.Choices)) throw new InvalidDataException("the dump was changed meanwhile");
                if (!await LayeredRestore.MakeTemplatesAsync(run, seen, cancellationToken).ConfigureAwait(false)) throw new InvalidDataException("no template was kept of this restore");
            }

            var restoreTime = Stopwatch.GetElapsedTime(start);
            var data = await server.StopMakingAsync(making, cancellationToken).ConfigureAwait(false);
            await _folder.AddAsync(key, engine.Dump.Key.Value, data, restoreTime, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (IsFailure(e))
        {
            Refuse(e);
            return false;
        }
        finally
        {
            await server.DeleteMakingAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private RestoreRun RunOn(PostgresServer server, IRestoreEngine dump) =>
        new(restore, dump, server.WithLog(progress.Log), new StageClock(progress), new LoggedProgress(progress.Log, null), isBudgeted: true) { FreezesRows = true, TemplateLimits = new TemplateLimits(null, null) };

    private async Task DiscardAsync(ImageServer server, ImageKey key)
    {
        try
        {
            await server.DeleteAsync(CancellationToken.None).ConfigureAwait(false);
            _folder.Delete(key.Name);
        }
        catch (Exception e) when (IsFailure(e))
        {
            progress.Log.ImageLeft(key.Name, e.Reason());
        }
    }

    private PostgresServer? Refuse(Exception e, string advice = "")
    {
        progress.Log.ImageNotUsed(e.Reason());
        Tell($"The image of {engine.Dump.Key.Value} is not used: {Why(e)}. The dump is restored instead.{advice}");
        return null;
    }

    /// <summary>Why something about an image failed, without a full stop.</summary>
    public static string Why(Exception e) => (e is PgCloneException coded ? $"{coded.What} {coded.Why}".TrimEnd() : e.Message).TrimEnd('.');

    private void Tell(string notice) => progress.Report(new Notice(notice));

    private static bool IsFailure(Exception e) =>
        e is PgCloneException or NpgsqlException or InvalidDataException or IOException or UnauthorizedAccessException;
}
