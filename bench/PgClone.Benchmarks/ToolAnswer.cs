namespace PgClone.Benchmarks;

/// <summary>What the tool tells of a dump or a restore, and what the system tells of its process.</summary>
/// <param name="Key">The dump key.</param>
/// <param name="Bytes">The dump's size.</param>
/// <param name="Copy">Whether a template was copied.</param>
/// <param name="ConnectionString">How to connect to what was restored.</param>
internal sealed record ToolAnswer(string Key, long Bytes, bool Copy, string? ConnectionString)
{
    /// <summary>The most memory that was resident, in bytes, without that of programs that it started; 0 where the system does not tell.</summary>
    public long PeakMemory { get; init; }
}
