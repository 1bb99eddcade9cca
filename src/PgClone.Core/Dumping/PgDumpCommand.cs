using System.ComponentModel;
using PgClone.Diagnostics;
using PgClone.Files;
using PgClone.Servers;

namespace PgClone.Dumping;

/// <summary>A command of the user's that runs pg_dump, on this machine or elsewhere: <c>docker exec -i db pg_dump</c>. PgClone adds pg_dump's arguments.</summary>
/// <param name="words">The program and its first arguments; no shell is involved.</param>
/// <param name="directory">The folder that it runs in, and that a program with a relative path is looked for in.</param>
internal sealed class PgDumpCommand(IReadOnlyList<string> words, string directory)
{
    private const string Setting = "pgDump";

    /// <summary>The command with arguments for pg_dump.</summary>
    public IReadOnlyList<string> With(IEnumerable<string> arguments) => [Program, .. words.Skip(1), .. IsSsh ? arguments.Select(QuoteForShell) : arguments];

    /// <summary>The folder that it runs in.</summary>
    public string Directory => directory;

    // .NET looks for a relative program in its own working directory, not in that of the new process.
    private string Program => Path.GetFileName(words[0]) == words[0] ? words[0] : Path.GetFullPath(HomePath.Expand(words[0]), directory);

    // It hands its arguments to a shell on the other machine, as one text.
    private bool IsSsh => Path.GetFileNameWithoutExtension(words[0]).Equals("ssh", StringComparison.OrdinalIgnoreCase);

    /// <summary>Asks pg_dump for its version, which says as well whether the command runs one.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.PgDumpNotFound"/>.</exception>
    public async Task<PostgresVersion> ReadVersionAsync(PostgresVersion atLeast, CancellationToken cancellationToken)
    {
        if (words.Count == 0) throw NotFound("It is empty.");

        string answer;
        try
        {
            var command = With(["--version"]);
            (var exitCode, answer) = await ServerProgram.RunInAsync(directory, command[0], command.Skip(1), cancellationToken).ConfigureAwait(false);
            if (exitCode != 0) throw NotFound($"It ended with exit code {exitCode}. {answer}");
        }
        catch (Win32Exception e)
        {
            throw NotFound(e.Message, e);
        }

        var version = answer.StartsWith("pg_dump ", StringComparison.Ordinal) ? PostgresVersion.Parse(answer) : null;
        if (version is not { } found) throw NotFound($"Asked for its version (--version), it answered: {answer}");

        return found.Major >= atLeast.Major ? found : throw NotFound($"Its pg_dump is {found}, and the server {atLeast.Major}: an older pg_dump refuses it.");
    }

    private static string QuoteForShell(string argument) => $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static PgCloneException NotFound(string why, Exception? inner = null) => new(
        ErrorCode.PgDumpNotFound, $"The command of {Setting} runs no pg_dump that fits.", $"{Setting} in pgclone.json", why,
        "It has to end where pg_dump's arguments follow: [\"docker\", \"exec\", \"-i\", \"db\", \"pg_dump\"].", inner);
}
