using System.Globalization;
using PgClone.Testing;

namespace PgClone.Benchmarks;

public sealed class ProcessorTimeTests
{
    [Fact]
    public async Task Sessions_that_have_ended_count_for_their_server()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells it.");
        var line = await TestServer.ScalarAsync("postgres", "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)");
        var processId = int.Parse((string)line!, CultureInfo.InvariantCulture);
        var before = ProcessorTime.OfServer(processId);

        await TestServer.ExecuteAsync("postgres", "SELECT count(*) FROM generate_series(1, 3000000)");

        Assert.InRange(ProcessorTime.OfServer(processId) - before, 0.1, 60);
    }
}
