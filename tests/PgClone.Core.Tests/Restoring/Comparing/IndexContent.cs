using Npgsql;
using PgClone.Databases;
using PgClone.Sql;
using PgClone.Testing;

namespace PgClone.Restoring.Comparing;

/// <summary>
/// Whether the indexes of a database hold what their tables do. A b-tree is compared with its table as a whole, by amcheck. Of every other index
/// the first column is tried: values out of the table are looked up through the index, and without one. Where its operator class has no operator
/// that takes such values, or the planner can't be brought to use the index, it counts as untried.
/// </summary>
/// <param name="Faults">What is wrong, a line for each index.</param>
/// <param name="Untried">The indexes that nothing is known of.</param>
internal sealed record IndexContent(IReadOnlyList<string> Faults, IReadOnlyList<string> Untried)
{
    /// <summary>The driver gives up a connection on which corruption is reported.</summary>
    private const string FaultOf = """
        CREATE FUNCTION amcheck_of_test.fault_of(index oid) RETURNS text LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM amcheck_of_test.bt_index_check(index, true);
                RETURN NULL;
            EXCEPTION WHEN OTHERS THEN
                RETURN index::regclass || ': ' || SQLERRM;
            END $$
        """;

    private const string BTrees = """
        SELECT fault FROM pg_index i JOIN pg_class c ON c.oid = indexrelid JOIN pg_am a ON a.oid = c.relam, amcheck_of_test.fault_of(indexrelid) AS fault
        WHERE c.relkind = 'i' AND i.indisvalid AND a.amname = 'btree' AND c.relpersistence <> 't' AND fault IS NOT NULL
        """;

    private const string AllOthers = "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_am a ON a.oid = relam WHERE relkind = 'i' AND amname <> 'btree'";

    /// <summary>An index of a partitioned table alone is not valid by right.</summary>
    private const string Invalid = """
        SELECT i.indexrelid::regclass || ' is not valid' FROM pg_index i JOIN pg_class c ON c.oid = indexrelid WHERE NOT i.indisvalid AND c.relkind = 'i'
        """;

    /// <summary>
    /// For each other index the query that takes values for its first column, and the one that counts the rows that fit them. The operator is the one
    /// of its class that is most selective among those that take two values of the column's kind.
    /// </summary>
    private const string Others = """
        WITH indexes AS (
            SELECT i.indexrelid, i.indrelid, o.opcfamily, o.opcintype, o.opcintype = 'tsvector'::regtype AS is_text,
                '((' || pg_get_indexdef(i.indexrelid, 1, false) || ')' || coalesce(' COLLATE ' || nullif(i.indcollation[0], 0)::regcollation, '') || ')' AS key,
                coalesce(pg_get_expr(i.indpred, i.indrelid), 'true') AS condition
            FROM pg_index i JOIN pg_class c ON c.oid = indexrelid JOIN pg_am a ON a.oid = c.relam
            JOIN pg_opclass o ON o.oid = i.indclass[0]
            WHERE c.relkind = 'i' AND i.indisvalid AND a.amname <> 'btree' AND c.relpersistence <> 't')
        SELECT x.indexrelid::regclass::text, x.indexrelid, x.indrelid,
            format('CREATE TEMP TABLE value_of_test AS SELECT %s AS "value of test" FROM ONLY %s WHERE (%s) AND %s IS NOT NULL ORDER BY hashtext(%s::text) LIMIT 20',
                CASE WHEN is_text THEN format('(tsvector_to_array(%s))[1]', key) ELSE key END, indrelid::regclass, condition, key, key),
            format('SELECT sum((SELECT count(*) FROM ONLY %s WHERE (%s) AND %s %s)) FROM value_of_test',
                indrelid::regclass, condition, key, CASE WHEN is_text THEN '@@ quote_literal("value of test")::tsquery' ELSE p.op || ' ' || p.value END)
        FROM indexes x LEFT JOIN LATERAL (
            SELECT format('OPERATOR(%I.%s)', n.nspname, oprname) AS op,
                CASE oprname WHEN '~~' THEN $$('%' || regexp_replace("value of test"::text, '([\\%_])', '\\\1', 'g') || '%')$$ ELSE '"value of test"' END AS value
            FROM pg_amop JOIN pg_operator ON pg_operator.oid = amopopr JOIN pg_namespace n ON n.oid = oprnamespace
            WHERE amopfamily = x.opcfamily AND amoplefttype = x.opcintype AND amoprighttype = x.opcintype AND amoppurpose = 's'
            ORDER BY array_position('{=,~=,@>,&&,<@,~~}'::name[], oprname), amopopr LIMIT 1) p ON true
        WHERE p.op IS NOT NULL OR is_text
        """;

    /// <summary>Checks all of them, and leaves the database as it is.</summary>
    public static async Task<IndexContent> CheckAsync(TestDatabase database)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var connection = await database.Server.OpenAsync(database.Name, cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // No event trigger of the database's is to take part.
        await connection.ExecuteAsync("SET LOCAL session_replication_role = replica; SET LOCAL search_path = pg_catalog; SET LOCAL jit = off", cancel);
        await connection.ExecuteAsync("DROP EXTENSION IF EXISTS amcheck; CREATE SCHEMA amcheck_of_test; CREATE EXTENSION amcheck SCHEMA amcheck_of_test", cancel);

        await connection.ExecuteAsync(FaultOf, cancel);

        List<string> faults =
        [
            .. await connection.QueryAsync(Invalid, [], row => row.GetString(0), cancel),
            .. await connection.QueryAsync(BTrees, [], row => row.GetString(0), cancel),
        ];
        var untried = (await connection.QueryAsync(AllOthers, [], row => row.GetString(0), cancel)).ToHashSet();
        var lookups = await connection.QueryAsync(
            Others, [], row => new Lookup(row.GetString(0), row.GetFieldValue<uint>(1), row.GetFieldValue<uint>(2), row.GetString(3), row.GetString(4)), cancel);
        foreach (var lookup in lookups)
        {
            if (await TryAsync(connection, lookup, cancel) is not { } counts) continue;

            untried.Remove(lookup.Name);
            if (counts.Index != counts.Table) faults.Add($"{lookup.Name}: finds {counts.Index} of {counts.Table} rows");
        }

        return new IndexContent(faults, [.. untried.Order(StringComparer.Ordinal)]);
    }

    /// <summary>Counts with this index as the only one, and without any; null where the server does not use it or the values don't fit the operator.</summary>
    private static async Task<(decimal Index, decimal Table)?> TryAsync(NpgsqlConnection connection, Lookup lookup, CancellationToken cancel)
    {
        await connection.ExecuteAsync("SAVEPOINT s", cancel);
        try
        {
            await connection.ExecuteAsync($"UPDATE pg_index SET indisvalid = false WHERE indrelid = {lookup.Table}", cancel);
            await connection.ExecuteAsync(lookup.Values, cancel);
            var table = await CountAsync();
            await connection.ExecuteAsync($"SET LOCAL enable_seqscan = off; UPDATE pg_index SET indisvalid = true WHERE indexrelid = {lookup.Index}", cancel);
            var plan = await connection.QueryAsync("EXPLAIN " + lookup.Count, [], row => row.GetString(0), cancel);
            if (!plan.Exists(line => line.Contains("Index", StringComparison.Ordinal))) return null;
            return (await CountAsync(), table);
        }
        catch (PostgresException)
        {
            return null;
        }
        finally
        {
            await connection.ExecuteAsync("ROLLBACK TO s", cancel);
        }

        async Task<decimal> CountAsync() => (await connection.QueryAsync(lookup.Count, [], row => row.IsDBNull(0) ? 0 : row.GetDecimal(0), cancel))[0];
    }

    private sealed record Lookup(string Name, uint Index, uint Table, string Values, string Count);
}
