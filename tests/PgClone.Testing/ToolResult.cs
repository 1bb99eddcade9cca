using Xunit;

namespace PgClone.Testing;

/// <summary>What came of running a program.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Errors">What it wrote to standard error.</param>
public sealed record ToolResult(int ExitCode, string Output, string Errors)
{
    /// <summary>Fails the test unless the program ended well.</summary>
    /// <returns>The standard output.</returns>
    public string EnsureSuccess()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Errors}");
        return Output;
    }
}
