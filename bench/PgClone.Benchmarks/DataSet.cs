using System.Globalization;
using PgClone.Hooks;

namespace PgClone.Benchmarks;

/// <summary>The databases to measure with, as SQL files.</summary>
internal static class DataSet
{
    public static async Task FillAsync(BenchmarkServer server, string database, BenchmarkOptions options)
    {
        var sql = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "DataSets", options.DataSet + ".sql"));
        var scaled = server.Folder("data.sql");
        await File.WriteAllTextAsync(scaled, sql.Replace("{scale}", options.Scale.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

        var context = new HookContext(HookPoint.PreDump, server.Server, database, database) { Output = Console.Error.WriteLine };
        await new SqlFileHook(options.DataSet, scaled).RunAsync(context);
    }
}
