namespace PgClone.Tool;

/// <summary>How much goes to stderr; each level adds to the one before it.</summary>
internal enum Verbosity
{
    /// <summary>Errors.</summary>
    Quiet,

    /// <summary>Warnings and notices.</summary>
    Minimal,

    /// <summary>Progress.</summary>
    Normal,

    /// <summary>What hooks print, and which stage starts.</summary>
    Detailed,

    /// <summary>The whole log in the place of progress, and stack traces.</summary>
    Diagnostic,
}
