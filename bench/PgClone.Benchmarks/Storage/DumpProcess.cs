using PgClone.Configuration;

namespace PgClone.Benchmarks.Storage;

/// <summary>This program as the process that dumps once.</summary>
internal static class DumpProcess
{
    public const string Verb = "dump";

    public static Task<int> RunAsync() => FreshProcess.AnswerAsync<DumpRequest, DumpDetails>(async request =>
    {
        var cloner = new PgCloner(new PgCloneSettings
        {
            BaseDirectory = AppContext.BaseDirectory,
            Storage = request.Store,
            Connection = request.Connection,
            PostgresDirectory = Programs.Directory,
        });
        var dump = await cloner.DumpAsync(new DumpOptions { Database = request.Database });
        return new DumpDetails(FreshProcess.ReadPeakMemory(), dump.Key.Value, dump.Bytes);
    });
}
