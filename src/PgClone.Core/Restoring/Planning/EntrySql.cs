using System.Globalization;
using PgClone.Archives;
using PgClone.Sql;
using PgClone.Servers;

namespace PgClone.Restoring.Planning;

/// <summary>The SQL that restores one entry, apart from its data block.</summary>
internal sealed class EntrySql(Archive archive, RoleNames roles, PostgresVersion server, UncheckedKeys uncheckedKeys, MissingRoles missingRoles, ColumnCompression compression)
{
    /// <summary>Types that have an owner and whose tag is their name.</summary>
    private static readonly HashSet<string> OwnedByName =
    [
        "COLLATION", "CONVERSION", "DOMAIN", "EVENT TRIGGER", "FOREIGN DATA WRAPPER", "FOREIGN TABLE", "MATERIALIZED VIEW", "PROCEDURAL LANGUAGE",
        "PROPERTY GRAPH", "PUBLICATION", "SCHEMA", "SEQUENCE", "SERVER", "STATISTICS", "SUBSCRIPTION", "TABLE", "TEXT SEARCH CONFIGURATION",
        "TEXT SEARCH DICTIONARY", "TYPE", "VIEW",
    ];

    /// <summary>Types that only their DROP statement names in full: with argument types, or the index method.</summary>
    private static readonly HashSet<string> OwnedBySignature =
        ["AGGREGATE", "FUNCTION", "OPERATOR", "OPERATOR CLASS", "OPERATOR FAMILY", "PROCEDURE"];

    private readonly Dictionary<int, TocEntry> _byId = archive.Entries.ToDictionary(e => e.DumpId);

    /// <summary>The statements of an entry, in the transactions that they belong to.</summary>
    public IReadOnlyList<IReadOnlyList<string>> BatchesOf(TocEntry entry)
    {
        List<IReadOnlyList<string>> batches = [DefinitionOf(entry), AccessMethodOf(entry), roles.KeepsOwners ? OwnerOf(entry) : []];
        batches.RemoveAll(statements => statements.Count == 0);
        return batches;
    }

    private static IEnumerable<uint> LargeObjectsOf(TocEntry metadata) =>
        (metadata.Definition ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(oid => uint.TryParse(oid, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw ArchiveFailure.Corrupt(metadata.Describe(), $"\"{oid}\" is not a large object."));

    private IReadOnlyList<string> DefinitionOf(TocEntry entry)
    {
        // A new database has it. The archive's privileges are those that differ from that one's, so none is made afresh.
        if (entry is { Type: "SCHEMA", Tag: "public" }) return [];
        if (entry.Type == "BLOB METADATA") return [.. LargeObjectsOf(entry).Select(oid => $"SELECT pg_catalog.lo_create('{oid}')")];

        IReadOnlyList<string> statements =
            [.. SqlSplitter.Split(entry.Definition ?? "", archive.StandardConformingStrings).Select(sql => roles.Rewrite(entry, missingRoles.Rewrite(entry, sql)))];
        if (entry.Type is "TABLE" or "MATERIALIZED VIEW" or "FOREIGN TABLE") return compression.Rewrite(statements);

        // The definition may name the owner.
        if (entry.Type == "SCHEMA" && !roles.KeepsOwners && statements.Count > 0) return ["CREATE SCHEMA " + PostgresIdentifier.Quote(entry.Tag)];

        if (uncheckedKeys.Contains(entry) && statements.Count > 0) return [statements[0] + " NOT VALID", .. statements.Skip(1)];

        return entry.Type == "ACL" && entry.Tag.StartsWith("LARGE OBJECTS ", StringComparison.Ordinal) ? ForEachLargeObject(entry, statements) : statements;
    }

    /// <summary>The privileges of a group of large objects are written down for the first one only.</summary>
    private IReadOnlyList<string> ForEachLargeObject(TocEntry acl, IReadOnlyList<string> statements)
    {
        var metadata = acl.Dependencies.Select(id => _byId.GetValueOrDefault(id)).FirstOrDefault(e => e?.Type == "BLOB METADATA");
        if (metadata is null) return statements;

        var oids = LargeObjectsOf(metadata).ToList();
        if (oids.Count == 0) return statements;

        var first = $" LARGE OBJECT {oids[0]} ";
        return [.. oids.SelectMany(oid => statements.Select(sql => sql.Replace(first, $" LARGE OBJECT {oid} ", StringComparison.Ordinal)))];
    }

    /// <summary>A partitioned table has no storage, so that the default access method doesn't reach it.</summary>
    private IReadOnlyList<string> AccessMethodOf(TocEntry entry) =>
        entry is { Type: "TABLE", RelationKind: 'p', TableAccessMethod.Length: > 0 } && server.Major >= 17
            ? [$"ALTER TABLE {entry.QuotedName()} SET ACCESS METHOD {PostgresIdentifier.Quote(entry.TableAccessMethod)}"]
            : [];

    private IReadOnlyList<string> OwnerOf(TocEntry entry)
    {
        if (string.IsNullOrEmpty(entry.Owner) || string.IsNullOrEmpty(entry.DropStatement)) return [];

        var owner = PostgresIdentifier.Quote(roles.Map(entry.Owner));
        return entry.Type switch
        {
            "BLOB" => [$"ALTER LARGE OBJECT {entry.Tag} OWNER TO {owner}"],
            "BLOB METADATA" => [.. LargeObjectsOf(entry).Select(oid => $"ALTER LARGE OBJECT {oid} OWNER TO {owner}")],
            var type when OwnedByName.Contains(type) => [$"ALTER {type} {entry.QuotedName()} OWNER TO {owner}"],
            var type when OwnedBySignature.Contains(type) && entry.DropStatement.StartsWith("DROP ", StringComparison.Ordinal) => [$"ALTER {entry.DropStatement["DROP ".Length..].TrimEnd('\n', ';')} OWNER TO {owner}"],
            _ => [],
        };
    }
}
