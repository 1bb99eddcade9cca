using System.Globalization;
using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers;

namespace PgClone.Hooks;

/// <summary>Runs hooks one after the other; the first that fails is the last that runs.</summary>
internal static class HookRunner
{
    private const int LinesOfTimedOut = 10;

    /// <exception cref="PgCloneException"><see cref="ErrorCode.HookFailed"/> or <see cref="ErrorCode.NoConnectionFree"/>.</exception>
    public static async Task RunAsync(
        IReadOnlyList<IHook> hooks, HookContext context, IProgress<ProgressEvent>? progress, CancellationToken cancellationToken = default)
    {
        foreach (var hook in hooks) await RunAsync(hook, context, progress, cancellationToken).ConfigureAwait(false);
    }

    private static async Task RunAsync(IHook hook, HookContext context, IProgress<ProgressEvent>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var printed = new LastLines(LinesOfTimedOut);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (hook.Timeout is { Ticks: > 0 } timeout) limit.CancelAfter(timeout);
        try
        {
            await hook.RunAsync(context with { Output = Report }, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException($"The hook '{hook.Name}' was cancelled.", WithoutSecrets(e, context.Server), cancellationToken);
        }
        catch (Exception e) when (limit.IsCancellationRequested)
        {
            var seconds = hook.Timeout!.Value.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
            throw new PgCloneException(
                ErrorCode.HookFailed, $"The hook '{hook.Name}' was ended, as it had not come to its end in {seconds} s.", context.Database, LastLines.Join(printed),
                "Give it a longer timeout, or find out what it waits for.", WithoutSecrets(e, context.Server));
        }
        catch (Exception e) when (e is not PgCloneException { Code: ErrorCode.HookFailed or ErrorCode.NoConnectionFree })
        {
            var why = context.Server.HideSecrets(e is PostgresException refusal ? ServerRefusal.Describe(refusal) : e.Message);
            throw new PgCloneException(ErrorCode.HookFailed, $"The hook '{hook.Name}' failed.", context.Database, why, innerException: WithoutSecrets(e, context.Server));
        }

        // What a hook prints ends up in logs, and it was given a password.
        void Report(string text)
        {
            var line = context.Server.HideSecrets(text);
            printed.Add(line);
            context.Output(line);
            progress?.Report(new HookOutput(hook.Name, line));
        }
    }

    /// <summary>What a hook threw, or where it shows the password that the hook was given, all that it says without it.</summary>
    private static Exception WithoutSecrets(Exception thrown, PostgresServer server)
    {
        var said = thrown.ToString();
        var shown = server.HideSecrets(said);
        return shown == said ? thrown : new InvalidOperationException(shown);
    }
}
