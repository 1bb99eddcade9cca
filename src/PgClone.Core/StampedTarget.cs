using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers.Local;

namespace PgClone;

/// <summary>A target that is restored only if it would become something else.</summary>
internal sealed class StampedTarget
{
    private static readonly TimeSpan NoteLimit = TimeSpan.FromSeconds(10);

    private readonly RestoreRun _run;
    private readonly string _fingerprint;
    private readonly RestoreStampFile _file;
    private readonly TimeProvider _clock;

    private StampedTarget(RestoreRun run, string fingerprint, RestoreStampFile file, TimeProvider clock) =>
        (_run, _fingerprint, _file, _clock) = (run, fingerprint, file, clock);

    /// <returns>Null where that was not asked for, or can't be known; a notice then says so.</returns>
    public static async Task<StampedTarget?> OpenAsync(RestoreRun run, TimeProvider clock, string? dataDirectory, CancellationToken cancellationToken)
    {
        if (!run.IfChanged) return null;

        var fingerprint = run.LeavesOutMissing ? null : await run.ComputeFingerprintAsync(cancellationToken).ConfigureAwait(false);
        var file = await RestoreStampFile.FindAsync(dataDirectory ?? new LocalServerOptions().DataRoot, run.Server, run.Target, cancellationToken).ConfigureAwait(false);
        if (fingerprint is not null && file is not null) return new StampedTarget(run, fingerprint, file, clock);

        var why = run.LeavesOutMissing ? "missing extensions are left out, and which ones that are hangs on the server"
            : fingerprint is null ? "the dump has no manifest, or a hook does not know what it does (a command without inputs, C# without a version)"
            : "the server does not tell this user which one it is";
        run.Notify([$"\"{run.Target}\" is restored without a look at what it holds: {why}."]);
        return null;
    }

    /// <summary>What the target holds already, if it is what would be restored.</summary>
    public async Task<RestoreResult?> FindUnchangedAsync(CancellationToken cancellationToken)
    {
        if (await _file.ReadAsync(cancellationToken).ConfigureAwait(false) is not { } stamp || stamp.Fingerprint != _fingerprint) return null;

        _run.Notify([$"\"{_run.Target}\" holds this dump already, restored at {stamp.Time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC: nothing was restored."]);
        return _run.ToUnchanged(stamp);
    }

    /// <summary>Notes what the target is now. The restore is done, whatever comes of this.</summary>
    public async Task NoteAsync(RestoreResult result)
    {
        if (result.Failures.Count > 0) return;

        using var limit = new CancellationTokenSource(NoteLimit, _clock);
        try
        {
            await _file.WriteAsync(_fingerprint, _clock.GetUtcNow(), result.Tables, result.Rows, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NpgsqlException or PgCloneException or OperationCanceledException)
        {
            _run.Notify([$"It could not be noted what \"{_run.Target}\" holds, so that the next restore will not be saved: {e.Message.TrimEnd('.')}."]);
        }
    }
}
