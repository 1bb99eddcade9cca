using PgClone.Benchmarks.Results;
using PgClone.Configuration;

namespace PgClone.Benchmarks;

/// <summary>This program as the process that restores once.</summary>
internal static class RestoreProcess
{
    public const string Verb = "restore";

    public static Task<int> RunAsync() => FreshProcess.AnswerAsync<RestoreRequest, RestoreDetails>(async request =>
    {
        var cloner = new PgCloner(new PgCloneSettings { BaseDirectory = AppContext.BaseDirectory, Storage = request.Store, Connection = request.Connection });
        // A copy of a template would be no restore.
        var options = new RestoreOptions { Source = request.Key, Database = request.Database, Jobs = request.Jobs, Templates = TemplateUse.Off };
        return Tell(await cloner.RestoreAsync(options));
    });

    private static RestoreDetails Tell(RestoreResult result)
    {
        var stages = result.Stages.Select(time => new TimedPart(time.Stage.ToString(), time.Elapsed.TotalSeconds));
        var entries = result.Entries.Select(time => new TimedPart($"{time.Stage}: {time.Name}", time.Elapsed.TotalSeconds));
        return new RestoreDetails(FreshProcess.ReadPeakMemory(), [.. stages], [.. entries]);
    }
}
