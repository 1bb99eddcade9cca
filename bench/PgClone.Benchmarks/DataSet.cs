using System.Globalization;
using PgClone.Hooks;
using PgClone.Servers;

namespace PgClone.Benchmarks;

/// <summary>A kind of database to measure with: an SQL file in DataSets.</summary>
/// <param name="Name">The file's name.</param>
internal sealed record DataSet(string Name)
{
    public static DataSet Mixed { get; } = new("mixed");

    /// <summary>A very small one, for clones.</summary>
    public static DataSet Shop { get; } = new("shop");

    public static IReadOnlyList<DataSet> All { get; } = [Mixed, new("many"), new("skewed"), new("search"), new("schema"), new("small"), new("extensions")];

    public async Task FillAsync(PostgresServer server, string database, double scale, string folder, CancellationToken cancellationToken)
    {
        var sql = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "DataSets", Name + ".sql"), cancellationToken);
        var scaled = Path.Combine(folder, Name + ".sql");
        await File.WriteAllTextAsync(scaled, sql.Replace("{scale}", scale.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), cancellationToken);

        var context = new HookContext(HookPoint.PreDump, server, database, database) { Output = Console.WriteLine };
        await new SqlFileHook(Name, scaled).RunAsync(context, cancellationToken);
    }
}
