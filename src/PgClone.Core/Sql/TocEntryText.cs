using PgClone.Archives;

namespace PgClone.Sql;

/// <summary>How entries are named, to people and to the server.</summary>
internal static class TocEntryText
{
    /// <summary>The object's name for people, such as <c>app.orders</c>.</summary>
    public static string DisplayName(this TocEntry entry) => string.IsNullOrEmpty(entry.Namespace) ? entry.Tag : $"{entry.Namespace}.{entry.Tag}";

    /// <summary>Type, name and dump id, such as <c>INDEX app.orders_idx (dump id 4711)</c>.</summary>
    public static string Describe(this TocEntry entry) => $"{entry.Type} {entry.DisplayName()} (dump id {entry.DumpId})";

    /// <summary>The object's name in SQL; only for types whose tag is a plain name.</summary>
    public static string QuotedName(this TocEntry entry) =>
        string.IsNullOrEmpty(entry.Namespace) ? PostgresIdentifier.Quote(entry.Tag) : PostgresIdentifier.Quote(entry.Namespace, entry.Tag);
}
