namespace PgClone.Testing;

/// <summary>The tool as tests start it.</summary>
public static class TestTool
{
    private const string Native = "PGCLONE_TEST_TOOL";

    /// <summary>What begins its command line where .NET runs it, as it was built beside the tests.</summary>
    public static IReadOnlyList<string> Managed { get; } = ["dotnet", Path.Combine(AppContext.BaseDirectory, "PgClone.Tool.dll")];

    /// <summary>What begins its command line: the native program that <c>PGCLONE_TEST_TOOL</c> names, else <see cref="Managed"/>.</summary>
    public static IReadOnlyList<string> Command { get; } = Environment.GetEnvironmentVariable(Native) is { Length: > 0 } native ? [native] : Managed;
}
