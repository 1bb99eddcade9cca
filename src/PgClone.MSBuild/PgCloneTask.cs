using Microsoft.Build.Framework;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Storage;
using MSBuildTask = Microsoft.Build.Utilities.Task;

namespace PgClone.MSBuild;

/// <summary>What the tasks have in common: settings, cancellation, and how progress and failures reach the build log.</summary>
/// <remarks>
/// MSBuild does not set a parameter whose property is empty: null stands for "as configured" here as in the engine's options.
/// MSBuild ends at once on SIGTERM, without asking a task to stop. What was begun then is cleaned up by the next command of PgClone on
/// the server.
/// </remarks>
public abstract class PgCloneTask : MSBuildTask, ICancelableTask, IDisposable
{
    private const string ErrorsPage = "docs/errors.md";
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>The project's folder, where the search for <c>pgclone.json</c> starts, going upwards.</summary>
    [Required]
    public string ProjectDirectory { get; set; } = "";

    /// <summary>The database to restore into, or to dump.</summary>
    public string? Database { get; set; }

    /// <summary>The name of the environment variable that holds the server's Npgsql connection string. Build logs record parameters, so the string itself is none.</summary>
    public string? ConnectionVariable { get; set; }

    /// <summary>Where the dumps lie: a folder, relative to the project's, or another kind of store by its URL.</summary>
    public string? Storage { get; set; }

    /// <summary>The named configuration.</summary>
    public string? Config { get; set; }

    /// <summary>Tables whose rows are left out: <c>schema.table</c>, with <c>*</c> and <c>?</c>.</summary>
    public string[]? Exclude { get; set; }

    /// <summary>The connection string that the options get, or null for the configured one.</summary>
    protected string? Connection => ConnectionVariable is { } name
        ? Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
          ? value
          : throw new PgCloneException(
              ErrorCode.InvalidOption, $"The environment variable {name} is not set.", "PgCloneConnectionVariable",
              advice: "Put the connection string into it, or leave the property out.")
        : null;

    /// <summary>The storage that the options get, or null for the configured one.</summary>
    protected string? StorageLocation => Storage is null ? null : DumpStores.Resolve(Storage, ProjectDirectory);

    /// <summary>What a project's properties begin with, for messages.</summary>
    protected static string PropertyPrefix => PropertyNames.Prefix;

    /// <inheritdoc/>
    public void Cancel() => _cancellation.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _cancellation.Dispose();
    }

    /// <inheritdoc/>
    public sealed override bool Execute()
    {
        try
        {
            var cloner = new PgCloner(SettingsLoader.Load(ProjectDirectory, SettingsLoader.ReadEnvironment(), ConnectionVariable), new MSBuildProgress(Log));
            // On the pool: MSBuild's threads are not to be blocked by continuations that want them.
            Task.Run(() => ExecuteAsync(cloner, _cancellation.Token)).GetAwaiter().GetResult();
        }
        catch (PgCloneException e)
        {
            var code = e.Code.ToText();
            Log.LogError(null, code, null, $"{ErrorsPage}#{code.ToLowerInvariant()}", BuildEngine.ProjectFileOfTaskNode, BuildEngine.LineNumberOfTaskNode, 0, 0, 0, "{0}", e.Explanation);
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            Log.LogError("PgClone was cancelled; what it had begun is cleaned up.");
        }

        return !Log.HasLoggedErrors;
    }

    /// <summary>Shows what was done in every log, on a terminal too.</summary>
    /// <remarks>
    /// A terminal shows no messages, but for each project what it makes: what a message says after the name of the project's file, PgClone.proj, and an arrow.
    /// </remarks>
    private protected void ShowResult(string result) => Log.LogMessage(MessageImportance.High, "PgClone -> {0}", result);

    /// <summary>Builds the options, runs the engine and renders its result.</summary>
    protected abstract Task ExecuteAsync(PgCloner cloner, CancellationToken cancellationToken);

    /// <summary>The value of the parameter of a name. Numbers and flags arrive as text: a parameter of such a type could not be left unset.</summary>
    protected object? ValueOf(string parameter) => GetType().GetProperty(parameter)?.GetValue(this);
}
