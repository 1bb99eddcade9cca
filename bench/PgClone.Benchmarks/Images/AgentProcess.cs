using Npgsql;
using PgClone.Benchmarks.Clones;
using PgClone.Configuration;
using PgClone.Testing;

namespace PgClone.Benchmarks.Images;

/// <summary>This program as the process that restores once, on an embedded server of its own, and asks the database something.</summary>
internal static class AgentProcess
{
    public const string Verb = "agent";

    public static Task<int> RunAsync() => FreshProcess.AnswerAsync<AgentRequest, AgentDetails>(async request =>
    {
        var settings = new PgCloneSettings
        {
            BaseDirectory = AppContext.BaseDirectory,
            Storage = request.Store,
            DataDirectory = request.DataRoot,
            PostgresDirectory = Programs.Directory,
        };
        var notices = new List<string>();
        var result = await new PgCloner(settings, new NoticeCollector(notices)).RestoreAsync(new RestoreOptions
        {
            Source = request.Key,
            Database = "bench",
            Jobs = request.Jobs,
            Images = request.Images,
            PushImages = request.PushImages,
            // A template that nobody copies costs a little.
            Templates = request.Images ? null : TemplateUse.Off,
        });
        await using var source = NpgsqlDataSource.Create(result.ConnectionString);
        await TestClass.UseAsync(source, CancellationToken.None);
        return new AgentDetails(result.IsCopy, notices);
    });
}
