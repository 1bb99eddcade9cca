using System.ComponentModel;
using System.Diagnostics;

namespace PgClone.Processes;

public sealed class ChildProcessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_lines_of_both_pipes_are_taken()
    {
        var (output, errors) = (new List<string>(), new List<string>());
        await using var process = Start("echo one; echo two; echo three >&2; exit 7", output.Add, errors.Add, Token);

        Assert.Equal(7, await process.WaitAsync(Token));
        Assert.Equal(["one", "two"], output);
        Assert.Equal(["three"], errors);
    }

    [Fact]
    public async Task What_was_printed_is_kept_where_something_in_the_background_holds_the_pipes()
    {
        var output = new List<string>();
        var errors = new List<string>();
        await using var process = Start("echo started; sleep 600 & echo $! >&2", output.Add, errors.Add, Token);

        Assert.Equal(0, await process.WaitAsync(Token));

        using var left = Process.GetProcessById(int.Parse(errors[0]));
        left.Kill();
        Assert.Equal(["started"], output);
    }

    [Fact]
    public async Task Nothing_is_taken_once_the_end_was_told()
    {
        var output = new List<string>();
        await using var process = Start("(sleep 3; echo late) & echo early", output.Add, _ => { }, Token);

        await process.WaitAsync(Token);
        var told = output.ToList();
        await process.DisposeAsync();

        Assert.Equal(["early"], told);
        Assert.Equal(told, output);
    }

    [Fact]
    public async Task Disposing_does_not_wait_for_what_holds_the_pipes()
    {
        var started = new TaskCompletionSource<int>();
        var process = Start("setsid sleep 600 & echo $! >&2; sleep 600", null, line => started.TrySetResult(int.Parse(line)), Token);
        // The tree is killed; a process that got away from it is not.
        var child = await started.Task.WaitAsync(Token);

        await process.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(5), Token);

        try
        {
            using var left = Process.GetProcessById(child);
            left.Kill();
        }
        catch (ArgumentException)
        {
            // It was found as one of the tree.
        }
    }

    [Fact]
    public async Task Cancelling_kills_the_program_with_all_it_started()
    {
        var started = new TaskCompletionSource<int>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var process = Start("sleep 600 & echo $!; wait", line => started.TrySetResult(int.Parse(line)), _ => { }, stop.Token);
        var child = await started.Task.WaitAsync(Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => process.WaitAsync(stop.Token));
        await WaitUntilGoneAsync(child);
    }

    [Fact]
    public async Task Cancelling_is_heard_while_the_pipes_are_waited_for()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var process = Start("sleep 600 & echo $!", _ => stop.CancelAfter(TimeSpan.FromMilliseconds(100)), _ => { }, CancellationToken.None);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => process.WaitAsync(stop.Token));
    }

    [Fact]
    public void A_program_that_is_not_there_is_told() =>
        Assert.Throws<Win32Exception>(() => ChildProcess.Start(new ProcessStartInfo("no-such-program"), null, _ => { }, Token));

    private static ChildProcess Start(string script, Action<string>? onOutput, Action<string> onError, CancellationToken cancellationToken) =>
        ChildProcess.Start(new ProcessStartInfo("sh", ["-c", script]), onOutput, onError, cancellationToken);

    private static async Task WaitUntilGoneAsync(int id)
    {
        while (true)
        {
            try
            {
                using var process = Process.GetProcessById(id);
                if (File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal)) return;
            }
            catch (Exception e) when (e is ArgumentException or IOException)
            {
                return;
            }

            await Task.Delay(20, Token);
        }
    }
}
