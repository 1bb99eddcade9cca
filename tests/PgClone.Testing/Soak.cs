using Xunit;

namespace PgClone.Testing;

/// <summary>Whether the long proofs are asked for in whole, as <c>./build.sh --target=Soak</c> does.</summary>
public static class Soak
{
    public static bool IsAsked { get; } = Environment.GetEnvironmentVariable("PGCLONE_TEST_SOAK") is { Length: > 0 };

    /// <summary>Skips a test that takes long, and whose siblings are run always.</summary>
    public static void Require() => Assert.SkipUnless(IsAsked, "It takes long: `./build.sh --target=Soak` runs it.");
}
