using System.Globalization;
using PgClone.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    await using var server = await BenchmarkServer.StartAsync();
    await new Comparison(server, BenchmarkOptions.Parse(args)).RunAsync();
    return 0;
}
catch (Exception e)
{
    // Caught so that the server is stopped: an unhandled exception disposes of nothing.
    Console.Error.WriteLine(e);
    return 1;
}
