using System.ComponentModel;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using PgClone.Diagnostics;
using PgClone.Files;
using PgClone.Sql;

namespace PgClone.Servers.Local;

/// <summary>
/// Tells whether the server of a data directory runs. After a crash another program may have the process number that its
/// <c>postmaster.pid</c> names, even another server: neither number nor name is proof.
/// </summary>
internal static class ServerIdentity
{
    private const int SecondsToAnswer = 5;

    /// <summary>Whether the process works on the data directory, or the port answers for it.</summary>
    public static async Task<bool> IsRunningAsync(PostmasterFile file, NpgsqlConnectionStringBuilder connection, ILogger log, CancellationToken cancellationToken) =>
        await HasProcessAsync(file, cancellationToken).ConfigureAwait(false)
        || await AnswersAsync(file.DataDirectory, connection, log, cancellationToken).ConfigureAwait(false);

    /// <summary>Whether the process with the file's number is a server that works in the data directory or was started with its name.</summary>
    public static async Task<bool> HasProcessAsync(PostmasterFile file, CancellationToken cancellationToken)
    {
        if (!IsPostgres(file)) return false;

        var directory = CanonicalPath.Resolve(file.DataDirectory);
        if (OperatingSystem.IsLinux() && TryGetWorkingDirectory(file.ProcessId) is { } working) return working == directory;

        var commandLine = $" {await GetCommandLineAsync(file.ProcessId, cancellationToken).ConfigureAwait(false)} ";
        return Names(file.DataDirectory) || Names(directory);

        bool Names(string path) => commandLine.Contains($" {path} ", StringComparison.Ordinal);
    }

    /// <summary>Whether the process with the file's number is called what a server is.</summary>
    public static bool IsPostgres(PostmasterFile file) => file.FindProcessName()?.StartsWith("postgres", StringComparison.Ordinal) ?? false;

    /// <summary>Whether a server answers that has the data directory's system identifier. Copies of one template share it, so that its folder has to be this one, too.</summary>
    public static async Task<bool> AnswersAsync(string dataDirectory, NpgsqlConnectionStringBuilder connection, ILogger log, CancellationToken cancellationToken)
    {
        try
        {
            var patient = new NpgsqlConnectionStringBuilder(connection.ConnectionString) { Timeout = SecondsToAnswer };
            var server = await PostgresServer.ConnectAsync(patient, null, cancellationToken).ConfigureAwait(false);
            var session = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = session.ConfigureAwait(false);

            var answers = await session.QueryAsync(
                "SELECT system_identifier, current_setting('data_directory') FROM pg_control_system()", [],
                row => (Identifier: row.GetInt64(0), Directory: row.GetString(1)), cancellationToken).ConfigureAwait(false);
            return answers[0].Identifier == ReadSystemIdentifier(dataDirectory) && CanonicalPath.AreSame(answers[0].Directory, dataDirectory);
        }
        catch (Exception e) when (e is PgCloneException or NpgsqlException or IOException or UnauthorizedAccessException)
        {
            log.LocalServerSilent(dataDirectory, e.Reason());
            return false;
        }
    }

    /// <summary>The first eight bytes of <c>global/pg_control</c>, in the machine's order, as PostgreSQL's src/include/catalog/pg_control.h has it.</summary>
    private static long ReadSystemIdentifier(string dataDirectory)
    {
        using var file = File.OpenHandle(Path.Combine(dataDirectory, "global", "pg_control"), share: FileShare.ReadWrite | FileShare.Delete);
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        RandomAccess.Read(file, bytes, 0);
        return BitConverter.ToInt64(bytes);
    }

    /// <returns>Null where the process belongs to somebody else.</returns>
    private static string? TryGetWorkingDirectory(int processId)
    {
        try
        {
            return Directory.ResolveLinkTarget($"/proc/{processId}/cwd", returnFinalTarget: false)?.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static async Task<string> GetCommandLineAsync(int processId, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows()) return "";

        try
        {
            string[] arguments = ["-ww", "-o", "command=", "-p", processId.ToString(CultureInfo.InvariantCulture)];
            return (await ServerProgram.RunAsync("ps", arguments, cancellationToken).ConfigureAwait(false)).Output;
        }
        catch (Win32Exception)
        {
            return "";
        }
    }
}
