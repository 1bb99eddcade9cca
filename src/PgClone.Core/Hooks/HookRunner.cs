using Npgsql;
using PgClone.Diagnostics;

namespace PgClone.Hooks;

/// <summary>Runs hooks one after the other; the first that fails is the last that runs.</summary>
internal static class HookRunner
{
    /// <exception cref="PgCloneException"><see cref="ErrorCode.HookFailed"/> or <see cref="ErrorCode.NoConnectionFree"/>.</exception>
    public static async Task RunAsync(
        IReadOnlyList<IHook> hooks, HookContext context, IProgress<ProgressEvent>? progress, CancellationToken cancellationToken = default)
    {
        foreach (var hook in hooks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await hook.RunAsync(context with { Output = Report }, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException && cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException($"The hook '{hook.Name}' was cancelled.", e, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is not PgCloneException { Code: ErrorCode.HookFailed or ErrorCode.NoConnectionFree })
            {
                throw new PgCloneException(ErrorCode.HookFailed, $"The hook '{hook.Name}' failed.", context.Database, e is PostgresException refusal ? ServerRefusal.Describe(refusal) : e.Message, innerException: e);
            }

            void Report(string line)
            {
                context.Output(line);
                progress?.Report(new HookOutput(hook.Name, line));
            }
        }
    }
}
