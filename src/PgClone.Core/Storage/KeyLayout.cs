namespace PgClone.Storage;

/// <summary>How the keys of new dumps are built; keys of both layouts are always read.</summary>
public enum KeyLayout
{
    /// <summary><c>{database}/{yyyy_MM_dd_HH_mm_ss_ffffff}.{config}.dump</c></summary>
    Database,

    /// <summary><c>{instance}/{database}/{config}/{yyyy-MM-dd-HH-mm-ss-ffffff}.dump</c></summary>
    Instance,
}
