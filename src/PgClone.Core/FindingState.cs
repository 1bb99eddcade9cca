namespace PgClone;

/// <summary>How what was looked at is.</summary>
internal enum FindingState
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Something does not work, or will not for long, that not everybody needs.</summary>
    Warning,

    /// <summary>Dumps or restores fail.</summary>
    Problem,
}
