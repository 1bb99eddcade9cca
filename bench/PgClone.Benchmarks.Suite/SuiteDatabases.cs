using System.Globalization;
using PgClone.Benchmarks.Suite;

[assembly: AssemblyFixture(typeof(SuiteDatabases))]

namespace PgClone.Benchmarks.Suite;

/// <summary>Where the test classes of this run get their databases. The benchmark chooses by environment variables.</summary>
public sealed class SuiteDatabases : IAsyncLifetime
{
    private readonly IDatabaseSource _source = Read("SOURCE") switch
    {
        "by hand" => new RestoredByHand(),
        var other => new ClonedByPgClone(other),
    };

    /// <summary>What the benchmark says.</summary>
    public static string Read(string name) => Environment.GetEnvironmentVariable("SUITE_" + name) ?? throw new InvalidOperationException($"SUITE_{name} is not set.");

    /// <summary>Notes when the first test had its data.</summary>
    public static void NoteTest()
    {
        var now = DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture);
        try
        {
            using var file = new StreamWriter(new FileStream(Read("REPORT"), FileMode.CreateNew));
            file.Write(now);
        }
        catch (IOException) when (File.Exists(Read("REPORT")))
        {
            // Another one was first.
        }
    }

    /// <summary>A database of a class's own, with the dump in it.</summary>
    public Task<IOwnDatabase> CreateAsync() => _source.CreateAsync();

    public ValueTask InitializeAsync() => new(_source.StartAsync());

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
