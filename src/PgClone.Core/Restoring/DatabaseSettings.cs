using Npgsql;
using PgClone.Archives;
using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Restoring.Planning;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Restoring;

/// <summary>
/// The settings of the database that was dumped, and of roles in it: its search path and the like. They are a new database's only; one that is
/// replaced keeps its own.
/// </summary>
/// <param name="Settings">The settings.</param>
/// <param name="LeftOut">What of the archive's DATABASE PROPERTIES is left out, a sentence each.</param>
/// <param name="StandardConformingStrings">False where a backslash escapes in the values' literals.</param>
internal sealed record DatabaseSettings(
    IReadOnlyList<DatabaseSettings.Setting> Settings, IReadOnlyList<string> LeftOut, bool StandardConformingStrings = true)
{
    public static readonly DatabaseSettings None = new([], []);

    /// <summary>What PgClone asks a server for itself: what a production server says there is nothing to say of a copy.</summary>
    private const string OurPrefix = "pgclone.";

    /// <summary>Where a library is missing, nobody can connect any more.</summary>
    private static readonly string[] LibrarySettings = ["session_preload_libraries", "local_preload_libraries"];

    /// <summary>A setting.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Role">The role that it is for; null: all.</param>
    /// <param name="Value">The value or, for a list, the values, as SQL writes them.</param>
    public sealed record Setting(string Name, string? Role, string Value)
    {
        public DatabaseProperties.Statement Set => new(Before, $"SET {PostgresIdentifier.Quote(Name)} TO {Value}", Description);

        public DatabaseProperties.Statement Reset => new(Before, $"RESET {PostgresIdentifier.Quote(Name)}", Description);

        private string Before => Role is null ? "ALTER" : $"ALTER ROLE {PostgresIdentifier.Quote(Role)} IN";

        private string Description => $"the setting {Name}" + (Role is null ? "" : $" for the role {PostgresIdentifier.Quote(Role)}");
    }

    /// <summary>Reads the archive's DATABASE PROPERTIES, which pg_dump 11 and later write.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="roles">The names that roles of the archive get.</param>
    public static DatabaseSettings Of(Archive archive, RoleNames roles)
    {
        List<Setting> settings = [];
        List<string> leftOut = [];
        foreach (var sql in archive.Entries.Where(e => e.Type == "DATABASE PROPERTIES").SelectMany(e => SqlSplitter.Split(e.Definition ?? "", archive.StandardConformingStrings)))
        {
            if (Parse(archive, sql) is not { } setting)
                leftOut.Add($"\"{sql}\" is left out: only settings are taken over from the dumped database.");
            else if (setting.Name.StartsWith(OurPrefix, StringComparison.OrdinalIgnoreCase))
                leftOut.Add($"The dumped database's setting {setting.Name} is left out: it is meant for the server that was dumped.");
            else
                settings.Add(setting.Role is null ? setting : setting with { Role = roles.Map(setting.Role) });
        }

        return new DatabaseSettings(settings, leftOut, archive.StandardConformingStrings);
    }

    /// <summary>Gives a database the settings: sessions have them that begin later.</summary>
    /// <returns>What is left out, and why, a sentence each; and how to undo what is not.</returns>
    public async Task<(IReadOnlyList<string> Notices, IReadOnlyList<DatabaseProperties.Statement> Resets)> ApplyAsync(
        PostgresServer server, string database, CancellationToken cancellationToken)
    {
        var notices = LeftOut.ToList();
        List<DatabaseProperties.Statement> resets = [];
        if (Settings.Count == 0) return (notices, resets);

        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        // The session is closed after this.
        if (!StandardConformingStrings)
        {
            foreach (var statement in new[] { "SET standard_conforming_strings = off", "SET escape_string_warning = off" })
                await connection.ExecuteAsync(statement, cancellationToken).ConfigureAwait(false);
        }

        foreach (var setting in Settings)
        {
            if (await WhyRefusedAsync(server, connection, database, setting, cancellationToken).ConfigureAwait(false) is { } why)
                notices.Add($"The dumped database had {setting.Set.What}, which is left out: {why}.");
            else
                resets.Add(setting.Reset);
        }

        return (notices, resets);
    }

    private static async Task<string?> WhyRefusedAsync(
        PostgresServer server, NpgsqlConnection connection, string database, Setting setting, CancellationToken cancellationToken)
    {
        try
        {
            await connection.ExecuteAsync(setting.Set.For(database), cancellationToken).ConfigureAwait(false);
            if (LibrarySettings.Contains(setting.Name)) await (await server.OpenAsync(database, cancellationToken).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            return null;
        }
        catch (PostgresException e) when (IsRefusal(e))
        {
            return e.MessageText;
        }
        catch (PgCloneException e) when (e.InnerException is PostgresException refusal)
        {
            await connection.ExecuteAsync(setting.Reset.For(database), cancellationToken).ConfigureAwait(false);
            return refusal.MessageText;
        }
    }

    /// <summary>A role or setting that is not there, a value that is none, a right that is missing, a library that can't be loaded.</summary>
    private static bool IsRefusal(PostgresException e) => e.SqlState[..2] is "42" or "22" or "55" or "58" or "0A";

    /// <summary><c>ALTER DATABASE name SET ...</c> or <c>ALTER ROLE name IN DATABASE name SET ...</c>; null for anything else, or what is no text.</summary>
    private static Setting? Parse(Archive archive, string statement)
    {
        if (ArchiveText.TryRead(archive, statement) is not { } sql) return null;

        var lexer = new SqlLexer(sql, archive.StandardConformingStrings);
        List<string> words = [];
        while (words is not [.., "TO" or "="] && lexer.Read(out _)) words.Add(lexer.Text.ToString());

        var value = sql[lexer.End..].Trim();
        return words switch
        {
            ["ALTER", "DATABASE", _, "SET", .. var name, "TO" or "="] => new Setting(Unquote(name), null, value),
            ["ALTER", "ROLE", var role, "IN", "DATABASE", _, "SET", .. var name, "TO" or "="] => new Setting(Unquote(name), Unquote([role]), value),
            _ => null,
        };
    }

    private static string Unquote(List<string> words) =>
        string.Concat(words.Select(PostgresIdentifier.Unquote));
}
