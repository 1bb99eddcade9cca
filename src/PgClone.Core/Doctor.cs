using Microsoft.Extensions.Logging;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Hooks;

namespace PgClone;

/// <summary>Looks at all that a dump or restore needs, and changes nothing. What does not answer is a finding, and no reason to stop.</summary>
/// <param name="settings">The settings, with what was asked for laid over them.</param>
/// <param name="log">Where what fails and is passed over is logged.</param>
internal sealed partial class Doctor(PgCloneSettings settings, ILogger log)
{
    private readonly List<Finding> _findings = [];

    /// <summary>Looks at everything.</summary>
    /// <returns>What was found, in the order in which it was looked at.</returns>
    public async Task<IReadOnlyList<Finding>> ExamineAsync(CancellationToken cancellationToken)
    {
        ExamineConfiguration();
        await ExamineHooksAsync(cancellationToken).ConfigureAwait(false);
        var server = await ExamineServerAsync(cancellationToken).ConfigureAwait(false);
        await ExamineProgramsAsync(server, cancellationToken).ConfigureAwait(false);
        var dumps = await ExamineStoreAsync(cancellationToken).ConfigureAwait(false);
        ExamineLockFile(dumps);
        return _findings;
    }

    private void ExamineConfiguration()
    {
        if (settings.File is var (path, _))
            Add("settings", FindingState.Ok, path);
        else
            Add("settings", FindingState.Warning, settings.MissingFile ?? "There is no file.", "Write one with `pgclone init`, or go on with the defaults.");
        if (!settings.AllowDump) Add("settings", FindingState.Warning, "Dumps are switched off: allowDump is false.");
        if (!settings.AllowRestore) Add("settings", FindingState.Warning, "Restores are switched off: allowRestore is false.");
    }

    private async Task ExamineHooksAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, definition) in settings.Hooks)
        {
            await TryAsync("hook " + name, async () =>
            {
                var hook = HookFactory.Create(name, definition, settings.BaseDirectory);
                var isKnown = await hook.ReadContentAsync(cancellationToken).ConfigureAwait(false) is not null;
                var what = hook is CommandHook command ? command.CommandLine : definition.Sql!;
                if (isKnown)
                    Add("hook " + name, FindingState.Ok, what);
                else if (hook is CommandHook)
                    Add("hook " + name, FindingState.Ok, $"{what}; it runs each time, as it has no inputs.");
                else
                    Add("hook " + name, FindingState.Problem, $"{what} can't be read, or holds no SQL file.", "Correct the path; it starts from the folder of the settings.");
            }).ConfigureAwait(false);
        }
    }

    private void Add(string subject, FindingState state, string what, string? advice = null) => _findings.Add(new Finding(subject, state, what, advice));

    /// <summary>A failure is a finding.</summary>
    private async Task TryAsync(string subject, Func<Task> look, FindingState state = FindingState.Problem)
    {
        try
        {
            await look().ConfigureAwait(false);
        }
        catch (PgCloneException e)
        {
            var what = string.Join(" ", new[] { $"{e.Code.ToText()}: {e.What}", e.Where is null ? null : $"({e.Where})", e.Why }.OfType<string>());
            Add(subject, state, what, e.Advice);
        }
    }
}
