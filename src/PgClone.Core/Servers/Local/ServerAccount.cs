using System.ComponentModel;
using System.Globalization;
using PgClone.Diagnostics;

namespace PgClone.Servers.Local;

/// <summary>
/// The account that a local server runs under. PostgreSQL refuses to run as root, so root goes through setpriv to an unprivileged account;
/// everybody else runs the server as themselves.
/// </summary>
internal sealed record ServerAccount(string Name, int UserId, int GroupId)
{
    public static bool IsNeeded => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    /// <returns>Null where the server runs as the user who asks.</returns>
    public static ServerAccount? Find()
    {
        if (!IsNeeded) return null;

        var accounts = File.ReadLines("/etc/passwd").Select(l => l.Split(':')).Where(f => f.Length > 3).ToLookup(f => f[0]);
        var fields = accounts["postgres"].Concat(accounts["nobody"]).FirstOrDefault() ?? throw new PgCloneException(
            ErrorCode.LocalServerFailed,
            "PostgreSQL refuses to run as root, and there is no account \"postgres\" or \"nobody\" to run it as.",
            "/etc/passwd",
            advice: "Add an account named postgres, or run PgClone as another user.");
        return new ServerAccount(fields[0], ToInt(fields[2]), ToInt(fields[3]));

        static int ToInt(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }

    /// <summary>Runs a program under the account that <paramref name="account"/> names, or the user's own.</summary>
    public static Task<(int ExitCode, string Output)> RunAsync(
        ServerAccount? account, string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken) => RunAsync(account, program, arguments, null, cancellationToken);

    /// <inheritdoc cref="RunAsync(ServerAccount?, string, IReadOnlyList{string}, CancellationToken)"/>
    /// <param name="account">The account; null: the user's own.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        ServerAccount? account, string program, IReadOnlyList<string> arguments, string? input, CancellationToken cancellationToken)
    {
        if (account is null) return await ServerProgram.RunAsync(program, arguments, input, cancellationToken).ConfigureAwait(false);

        try
        {
            string[] dropRoot = [$"--reuid={account.UserId}", $"--regid={account.GroupId}", "--clear-groups", "--"];
            return await ServerProgram.RunAsync("setpriv", [.. dropRoot, program, .. arguments], input, cancellationToken).ConfigureAwait(false);
        }
        catch (Win32Exception e)
        {
            throw new PgCloneException(
                ErrorCode.LocalServerFailed,
                "PostgreSQL refuses to run as root, and the program setpriv that would start it as another user can't be run.",
                why: e.Message,
                advice: "Install util-linux, or run PgClone as another user.",
                innerException: e);
        }
    }

    /// <summary>Hands folders, with all that is in them, and files over to the account. Links are not followed.</summary>
    public Task TakeAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken) => ChangeOwnerAsync($"{UserId}:{GroupId}", paths, cancellationToken);

    /// <summary>Gives a folder, with all that is in it, back to root: from then on the account can't put a link in place of anything there.</summary>
    public Task GiveBackAsync(string path, CancellationToken cancellationToken) => ChangeOwnerAsync("0:0", [path], cancellationToken);

    private async Task ChangeOwnerAsync(string owner, IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await ServerProgram.RunAsync("chown", ["-hR", owner, "--", .. paths], cancellationToken).ConfigureAwait(false);
        if (exitCode != 0)
            throw new PgCloneException(ErrorCode.LocalServerFailed, $"The folder can't be handed over to or from \"{Name}\".", string.Join(", ", paths), output);
    }
}
