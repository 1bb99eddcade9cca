using Npgsql;
using PgClone.Benchmarks.Clones;
using PgClone.Configuration;
using PgClone.Diagnostics;

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
        var notices = new Notices();
        var result = await new PgCloner(settings, notices).RestoreAsync(new RestoreOptions
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
        return new AgentDetails(result.IsCopy, notices.Messages);
    });

    private sealed class Notices : IProgress<ProgressEvent>
    {
        private readonly List<string> _messages = [];

        public IReadOnlyList<string> Messages => _messages;

        public void Report(ProgressEvent value)
        {
            if (value is not Notice notice) return;

            lock (_messages) _messages.Add(notice.Message);
        }
    }
}
