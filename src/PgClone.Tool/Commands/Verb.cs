using System.CommandLine;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Servers.Connecting;
using PgClone.Storage;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

/// <summary>A command that does something: it fails with an exception, which becomes a message on stderr and an exit code here.</summary>
internal abstract class Verb : Command
{
    protected Verb(string name, string description, ToolHost host, CommonOptions common)
        : base(name, description)
    {
        Host = host;
        Common = common;
        SetAction(ExecuteAsync);
    }

    protected ToolHost Host { get; }

    protected CommonOptions Common { get; }

    /// <summary>What the help shows at its end.</summary>
    public virtual IReadOnlyList<Example> Examples => [];

    /// <summary>Whether the command changes something and only tells of it on stdout: it has succeeded where nobody could be told.</summary>
    protected virtual bool ChangesSomething => false;

    protected abstract Task RunAsync(ParseResult parse, CancellationToken cancellationToken);

    /// <summary>Runs work on an engine whose progress, or whole log, is shown on stderr as the verbosity says.</summary>
    protected async Task<T> RunEngineAsync<T>(ParseResult parse, Func<PgCloner, Task<T>> work)
    {
        var settings = LoadSettings(parse);
        var verbosity = GetVerbosity(parse);
        if (verbosity < Verbosity.Diagnostic)
            return await ProgressDisplay.RunAsync(Host.Error, verbosity, progress => work(new PgCloner(settings, progress))).ConfigureAwait(false);

        using var loggers = new ConsoleLoggerFactory(Host.Error);
        return await work(new PgCloner(settings, loggerFactory: loggers)).ConfigureAwait(false);
    }

    /// <summary>The settings that apply where the command was given.</summary>
    protected PgCloneSettings LoadSettings(ParseResult parse) => Host.LoadSettings(parse.GetValue(Common.ConnectionVariable));

    /// <summary>How the connection was asked for, if it was.</summary>
    protected string GetConnectionOrigin(ParseResult parse) =>
        parse.GetValue(Common.ConnectionVariable) is { } variable ? $"the environment variable {variable}" : Common.Connection.Name;

    protected Verbosity GetVerbosity(ParseResult parse) => parse.GetValue(Common.Verbosity) ?? Verbosity.Normal;

    /// <summary>The connection string that was asked for, or null where the settings decide.</summary>
    protected string? GetConnection(ParseResult parse)
    {
        if (parse.GetValue(Common.ConnectionVariable) is { } variable)
            return Host.Environment.GetValueOrDefault(variable) is { Length: > 0 } value
                ? value
                : throw new PgCloneException(
                    ErrorCode.InvalidOption, $"The environment variable {variable} is not set.", "--connection-variable",
                    advice: "Set it to the server's connection string, such as Host=localhost;Username=me.");

        var connection = parse.GetValue(Common.Connection);
        if (connection is not null && HoldsPassword(connection) && GetVerbosity(parse) >= Verbosity.Minimal)
            Messages.Warn(Host.Error, "--connection holds a password, which other users of this machine can read; use --connection-variable.");
        return connection;
    }

    /// <summary>The store that was asked for; a relative folder is meant from where the command was given, not from pgclone.json's place.</summary>
    protected string? GetStorage(ParseResult parse) =>
        parse.GetValue(Common.Storage) is { } storage ? DumpStores.Resolve(storage, Host.Directory) : null;

    private async Task<int> ExecuteAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(parse, cancellationToken).ConfigureAwait(false);
            if (Host.Output?.Failure is { } failure) TellOfLostOutput(failure);
            return ExitCode.Ok;
        }
        catch (Exception e)
        {
            // Whatever a cancelled command fails with, the cancellation is its cause.
            var cancelled = cancellationToken.IsCancellationRequested;
            Messages.Fail(Host.Error, e, cancelled, GetVerbosity(parse));
            return cancelled ? ExitCode.Cancelled : ExitCode.Failed;
        }
    }

    private void TellOfLostOutput(Exception failure)
    {
        if (!ChangesSomething && StandardStreams.HasReaderGone(failure)) return;
        if (!ChangesSomething)
            throw new PgCloneException(
                ErrorCode.OutputNotWritten, "The result could not be written to stdout.", why: failure.Message,
                advice: "Check that stdout is open and that its disk is not full.", innerException: failure);

        Messages.Warn(Host.Error, $"{Name} is done, but its result could not be written to stdout: {failure.Message}");
    }

    private static bool HoldsPassword(string connection)
    {
        try
        {
            return ConnectionText.Read(connection).Password is { Length: > 0 };
        }
        catch (PgCloneException)
        {
            // The engine says what is wrong with it.
            return false;
        }
    }
}
