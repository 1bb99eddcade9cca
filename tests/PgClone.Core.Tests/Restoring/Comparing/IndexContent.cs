using System.Text.Json;
using Npgsql;
using PgClone.Databases;
using PgClone.Sql;
using PgClone.Testing;

namespace PgClone.Restoring.Comparing;

/// <summary>
/// Whether the indexes of a database hold what their tables do. A b-tree is compared with its table as a whole, by amcheck. Of every other index
/// each key column is tried: values out of the table are looked up through the index, and without one. A column whose operator class has no operator
/// for that, or for which the planner can't be brought to use the index, is untried.
/// </summary>
/// <param name="Faults">What is wrong, a line for each index or column of one.</param>
/// <param name="Errors">What the server refused to look up, a line for each column.</param>
/// <param name="Untried">The columns that nothing is known of.</param>
internal sealed record IndexContent(IReadOnlyList<string> Faults, IReadOnlyList<string> Errors, IReadOnlyList<string> Untried)
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

    /// <summary>An index of a partitioned table alone is not valid by right.</summary>
    private const string Invalid = """
        SELECT i.indexrelid::regclass || ' is not valid' FROM pg_index i JOIN pg_class c ON c.oid = indexrelid WHERE NOT i.indisvalid AND c.relkind = 'i'
        """;

    /// <summary>
    /// For each key column of each other index the statement that takes values out of the table, and the one that counts the rows that fit them: null
    /// where no operator is known. The operator is the one of the column's class that is most selective among those that take two values of its
    /// kind. The values are spread over all by their hashes, so that equal tables give the same.
    /// </summary>
    private const string Others = """
        WITH keys AS (
            SELECT i.indexrelid, i.indrelid, c.relname, k, o.opcfamily, o.opcintype, o.opcintype = 'tsvector'::regtype AS is_text,
                '((' || pg_get_indexdef(i.indexrelid, k, false) || ')' || coalesce(' COLLATE ' || nullif(i.indcollation[k - 1], 0)::regcollation, '') || ')' AS key,
                coalesce(pg_get_expr(i.indpred, i.indrelid), 'true') AS condition
            FROM pg_index i JOIN pg_class c ON c.oid = indexrelid JOIN pg_am a ON a.oid = c.relam, generate_series(1, i.indnkeyatts) AS k, pg_opclass o
            WHERE o.oid = i.indclass[k - 1] AND c.relkind = 'i' AND i.indisvalid AND a.amname <> 'btree' AND c.relpersistence <> 't')
        SELECT format('%s column %s', x.indexrelid::regclass, k), relname, x.indexrelid, x.indrelid,
            format($$
                CREATE TEMP TABLE value_of_test AS
                    WITH one AS (SELECT DISTINCT ON (v::text COLLATE "C") v FROM (SELECT %s AS v FROM ONLY %s WHERE (%s) AND %s IS NOT NULL) AS of_rows),
                    numbered AS (SELECT v, row_number() OVER (ORDER BY hashtext(v::text), v::text COLLATE "C") AS number, count(*) OVER () AS total FROM one)
                    SELECT v AS "value of test" FROM numbered WHERE number %% greatest(total / 20, 1) = 0
                $$,
                CASE WHEN is_text THEN format('(tsvector_to_array(%s))[1]', key) ELSE key END, indrelid::regclass, condition, key),
            CASE WHEN is_text OR p.op IS NOT NULL THEN format(
                'SELECT sum((SELECT count(*) FROM ONLY %s WHERE (%s) AND %s %s)) FROM value_of_test', indrelid::regclass, condition, key,
                CASE WHEN is_text THEN $$@@ ('''' || regexp_replace("value of test", '([''\\])', '\1\1', 'g') || '''')::tsquery$$ ELSE p.op || ' ' || p.value END) END
        FROM keys x LEFT JOIN LATERAL (
            SELECT format('OPERATOR(%I.%s)', n.nspname, oprname) AS op,
                CASE oprname WHEN '~~' THEN $$('%' || regexp_replace("value of test"::text, '([\\%_])', '\\\1', 'g') || '%')$$ ELSE '"value of test"' END AS value
            FROM pg_amop JOIN pg_operator ON pg_operator.oid = amopopr JOIN pg_namespace n ON n.oid = oprnamespace
            WHERE amopfamily = x.opcfamily AND amoplefttype = x.opcintype AND amoprighttype = x.opcintype AND amoppurpose = 's'
            ORDER BY array_position('{=,~=,@>,&&,<@,~~}'::name[], oprname), amopopr LIMIT 1) p ON true
        ORDER BY x.indexrelid::regclass::text COLLATE "C", k
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
        List<string> errors = [];
        List<string> untried = [];
        foreach (var lookup in await connection.QueryAsync(Others, [], Lookup.Read, cancel))
        {
            var outcome = await TryAsync(connection, lookup, cancel);
            if (outcome.Error is { } error) errors.Add($"{lookup.Name}: {error}");
            else if (outcome.Counts is not { } counts) untried.Add(lookup.Name);
            else if (counts.Index != counts.Table) faults.Add($"{lookup.Name}: finds {counts.Index} of {counts.Table} rows");
        }

        return new IndexContent(faults, errors, untried);
    }

    /// <summary>Counts with this index as the only one, and without any.</summary>
    private static async Task<Outcome> TryAsync(NpgsqlConnection connection, Lookup lookup, CancellationToken cancel)
    {
        if (lookup.Count is not { } count) return new Outcome();

        await connection.ExecuteAsync("SAVEPOINT s", cancel);
        try
        {
            await connection.ExecuteAsync($"UPDATE pg_index SET indisvalid = false WHERE indrelid = {lookup.Table}", cancel);
            await connection.ExecuteAsync(lookup.Values, cancel);
            var table = await CountAsync();
            await connection.ExecuteAsync($"SET LOCAL enable_seqscan = off; UPDATE pg_index SET indisvalid = true WHERE indexrelid = {lookup.Index}", cancel);
            return await IsUsedAsync() ? new Outcome((await CountAsync(), table)) : new Outcome();
        }
        catch (PostgresException e)
        {
            return new Outcome(Error: e.MessageText);
        }
        finally
        {
            await connection.ExecuteAsync("ROLLBACK TO s", cancel);
        }

        async Task<bool> IsUsedAsync()
        {
            using var plan = JsonDocument.Parse((await connection.QueryAsync("EXPLAIN (FORMAT JSON) " + count, [], row => row.GetString(0), cancel))[0]);
            return Names(plan.RootElement[0].GetProperty("Plan"));
        }

        bool Names(JsonElement node) =>
            (node.TryGetProperty("Index Name", out var name) && name.ValueEquals(lookup.Relation))
            || (node.TryGetProperty("Plans", out var below) && below.EnumerateArray().Any(Names));

        async Task<decimal> CountAsync() => (await connection.QueryAsync(count, [], row => row.IsDBNull(0) ? 0 : row.GetDecimal(0), cancel))[0];
    }

    /// <summary>Neither counts nor an error: it was not tried.</summary>
    private sealed record Outcome((decimal Index, decimal Table)? Counts = null, string? Error = null);

    private sealed record Lookup(string Name, string Relation, uint Index, uint Table, string Values, string? Count)
    {
        public static Lookup Read(NpgsqlDataReader row) => new(
            row.GetString(0), row.GetString(1), row.GetFieldValue<uint>(2), row.GetFieldValue<uint>(3), row.GetString(4), row.IsDBNull(5) ? null : row.GetString(5));
    }
}
