namespace PgClone.Hooks;

/// <summary>When a hook runs.</summary>
public enum HookPoint
{
    /// <summary>On the live database, before it is dumped.</summary>
    PreDump,

    /// <summary>On the temporary database, right after the restore, before anything is kept, copied or handed on.</summary>
    Mask,

    /// <summary>On the temporary database, after the restore and before the swap.</summary>
    PreSwap,
}
