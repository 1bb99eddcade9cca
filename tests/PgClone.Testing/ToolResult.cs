using System.Diagnostics;
using Xunit;

namespace PgClone.Testing;

/// <summary>What came of running a program.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Errors">What it wrote to standard error.</param>
public sealed record ToolResult(int ExitCode, string Output, string Errors)
{
    /// <summary>Waits for a program whose output and errors are redirected; a test that is cancelled meanwhile kills it.</summary>
    public static async Task<ToolResult> OfAsync(Process process)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new ToolResult(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Fails the test unless the program ended well.</summary>
    /// <returns>The standard output.</returns>
    public string EnsureSuccess()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Errors}");
        return Output;
    }
}
