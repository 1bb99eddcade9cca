using Npgsql;

namespace PgClone.Xunit;

/// <summary>What the tables of a database hold: enough to see which of them another one holds otherwise.</summary>
internal sealed class DatabaseContent
{
    private readonly SortedDictionary<string, TableContent> _tables = new(StringComparer.Ordinal);

    private DatabaseContent()
    {
    }

    /// <summary>Reads every table once.</summary>
    public static async Task<DatabaseContent> ReadAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        const string tables = """
            SELECT format('%I.%I', nspname, relname), array_agg(format('%I %s%s', attname, format_type(atttypid, atttypmod), CASE WHEN attnotnull THEN ' NOT NULL' END) ORDER BY attnum)
                FILTER (WHERE attname IS NOT NULL)
            FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace LEFT JOIN pg_attribute a ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
            WHERE relkind = 'r' AND nspname NOT IN ('pg_catalog', 'information_schema') AND relpersistence <> 't'
            GROUP BY 1
            """;
        var content = new DatabaseContent();
        var connection = await database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);

        var columns = new Dictionary<string, string[]>(StringComparer.Ordinal);
        using (var command = new NpgsqlCommand(tables, connection))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var __ = reader.ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                columns.Add(reader.GetString(0), await reader.IsDBNullAsync(1, cancellationToken).ConfigureAwait(false) ? [] : reader.GetFieldValue<string[]>(1));
        }

        foreach (var (table, its) in columns)
        {
            using var command = new NpgsqlCommand($"SELECT count(*), coalesce(sum(hashtextextended((t.*)::text, 0)), 0)::text FROM ONLY {table} AS t", connection) { CommandTimeout = 0 };
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var __ = reader.ConfigureAwait(false);
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            content._tables.Add(table, new TableContent(its, reader.GetInt64(0), reader.GetString(1)));
        }

        return content;
    }

    /// <summary>What differs from how it was before: a line a table.</summary>
    public IEnumerable<string> CompareTo(DatabaseContent before) =>
        _tables.Keys.Union(before._tables.Keys).Order(StringComparer.Ordinal).SelectMany(table => (_tables.GetValueOrDefault(table), before._tables.GetValueOrDefault(table)) switch
        {
            ({ } now, null) => [$"{table} is new: {now.Rows} rows"],
            (null, { } then) => [$"{table} is gone: it had {then.Rows} rows"],
            ({ } now, { } then) => now.CompareTo(then).Select(difference => $"{table} {difference}"),
            _ => [],
        });

    private sealed record TableContent(string[] Columns, long Rows, string Hash)
    {
        public IEnumerable<string> CompareTo(TableContent before)
        {
            if (Columns.Except(before.Columns).ToList() is { Count: > 0 } added) yield return $"has columns that are new: {string.Join(", ", added)}";
            if (before.Columns.Except(Columns).ToList() is { Count: > 0 } gone) yield return $"has lost columns: {string.Join(", ", gone)}";
            if (Rows != before.Rows) yield return $"has {Rows} rows instead of {before.Rows}";
            // Other columns make other texts of the same rows.
            else if (Hash != before.Hash && Columns.SequenceEqual(before.Columns)) yield return $"has as many rows as before ({Rows}), but not the same";
        }
    }
}
