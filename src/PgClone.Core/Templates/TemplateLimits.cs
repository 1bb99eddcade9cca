namespace PgClone.Templates;

/// <summary>How many templates are kept on a server, and how large they may be together. Those that were not used for the longest time go first.</summary>
/// <param name="Count">How many.</param>
/// <param name="Bytes">Their size.</param>
internal sealed record TemplateLimits(int Count, long Bytes)
{
    private const int DefaultCount = 20;
    private const long DefaultBytes = 10L << 30;

    /// <param name="count">How many; null: the usual number.</param>
    /// <param name="bytes">Their size; null: the usual one.</param>
    public TemplateLimits(int? count, long? bytes)
        : this(count ?? DefaultCount, bytes ?? DefaultBytes)
    {
    }

    /// <summary>Those of a list, the last used first, that are too many. The first one always stays: it is what was just asked for.</summary>
    public IEnumerable<Template> FindSurplus(IReadOnlyList<Template> templates)
    {
        var bytes = 0L;
        for (var i = 0; i < templates.Count; i++)
        {
            bytes += templates[i].Bytes ?? 0;
            if (i > 0 && (i >= Count || bytes > Bytes)) yield return templates[i];
        }
    }
}
