namespace PgClone.Archives;

/// <summary>The version of an archive's format. It comes from pg_dump, not from the server that was dumped.</summary>
/// <param name="Major">Always 1 so far.</param>
/// <param name="Minor">What decides on the layout: 12 up to pg_dump 9.x, 14 for 12 to 15, 15 for 16, 16 since 17.</param>
/// <param name="Revision">Always 0 so far; says nothing about the layout.</param>
public readonly record struct ArchiveVersion(int Major, int Minor, int Revision) : IComparable<ArchiveVersion>
{
    /// <summary>Since when entries name a table access method.</summary>
    internal static readonly ArchiveVersion WithTableAccessMethod = new(1, 14, 0);

    /// <summary>Since when the header names the compression instead of a zlib level.</summary>
    internal static readonly ArchiveVersion WithCompressionAlgorithm = new(1, 15, 0);

    /// <summary>Since when entries say what kind of relation they make.</summary>
    internal static readonly ArchiveVersion WithRelationKind = new(1, 16, 0);

    /// <summary>Whether this release reads archives of that version.</summary>
    internal bool IsSupported => Major == 1 && Minor is >= 12 and <= 16;

    /// <inheritdoc />
    public int CompareTo(ArchiveVersion other) => (Major, Minor, Revision).CompareTo((other.Major, other.Minor, other.Revision));

    /// <summary>Whether the left version is older.</summary>
    public static bool operator <(ArchiveVersion left, ArchiveVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left version is newer.</summary>
    public static bool operator >(ArchiveVersion left, ArchiveVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left version is older or the same.</summary>
    public static bool operator <=(ArchiveVersion left, ArchiveVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left version is newer or the same.</summary>
    public static bool operator >=(ArchiveVersion left, ArchiveVersion right) => left.CompareTo(right) >= 0;

    /// <summary>The version as <c>1.16.0</c>.</summary>
    public override string ToString() => $"{Major}.{Minor}.{Revision}";
}
