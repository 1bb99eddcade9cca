namespace PgClone.Diagnostics;

/// <summary>One step forward in a dump or restore, counted in things that people know. Front doors render these; the engine never prints.</summary>
public abstract record ProgressEvent;

/// <summary>A stage began.</summary>
/// <param name="Stage">Which stage.</param>
/// <param name="Detail">What it works on, such as a dump key or a hook's name.</param>
public sealed record StageStarted(Stage Stage, string? Detail = null) : ProgressEvent;

/// <summary>A stage ended well.</summary>
/// <param name="Stage">Which stage.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Detail">What it worked on, such as a dump key or a hook's name.</param>
public sealed record StageFinished(Stage Stage, TimeSpan Elapsed, string? Detail = null) : ProgressEvent;

/// <summary>Counts within the running stage; sent now and then, not for every row.</summary>
/// <param name="Stage">The running stage.</param>
/// <param name="Done">How many of <paramref name="Unit"/> are done.</param>
/// <param name="Total">How many there are, or null where nobody can know yet.</param>
/// <param name="Unit">What is counted, in the plural: <c>bytes</c>, <c>tables</c>, <c>entries</c>.</param>
/// <param name="Item">What was finished last, such as a table's name.</param>
public sealed record StageProgress(Stage Stage, long Done, long? Total, string Unit, string? Item = null) : ProgressEvent;

/// <summary>Something that the user should know and that is no failure, such as an owner that does not exist on this server.</summary>
/// <param name="Message">One sentence.</param>
public sealed record Notice(string Message) : ProgressEvent;

/// <summary>An entry could not be restored, and the restore goes on without it, as was asked for.</summary>
/// <param name="Failure">The entry, and why.</param>
public sealed record EntryFailed(FailedEntry Failure) : ProgressEvent;

/// <summary>A line that a hook printed.</summary>
/// <param name="Hook">The hook's name.</param>
/// <param name="Line">The line.</param>
public sealed record HookOutput(string Hook, string Line) : ProgressEvent;
