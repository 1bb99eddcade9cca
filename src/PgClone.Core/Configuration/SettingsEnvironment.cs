using System.Globalization;
using PgClone.Diagnostics;
using PgClone.Storage;

namespace PgClone.Configuration;

/// <summary>The <c>PGCLONE_*</c> variables: each overrides the setting of its name.</summary>
internal sealed class SettingsEnvironment(IReadOnlyDictionary<string, string> variables)
{
    private delegate bool TryParse<T>(string text, out T value);

    public PgCloneSettings Overlay(PgCloneSettings settings) => settings with
    {
        Connection = Text("PGCLONE_CONNECTION") ?? settings.Connection,
        Database = Text("PGCLONE_DATABASE") ?? settings.Database,
        Storage = Text("PGCLONE_STORAGE") ?? settings.Storage,
        KeyLayout = Parsed<KeyLayout>("PGCLONE_KEY_LAYOUT", TryParseLayout, "database or instance") ?? settings.KeyLayout,
        Instance = Text("PGCLONE_INSTANCE") ?? settings.Instance,
        MaintenanceDatabase = Text("PGCLONE_MAINTENANCE_DATABASE") ?? settings.MaintenanceDatabase,
        Jobs = Parsed<int>("PGCLONE_JOBS", TryParseNumber, "a whole number") ?? settings.Jobs,
        AllowDump = Parsed<bool>("PGCLONE_ALLOW_DUMP", bool.TryParse, "true or false") ?? settings.AllowDump,
        AllowRestore = Parsed<bool>("PGCLONE_ALLOW_RESTORE", bool.TryParse, "true or false") ?? settings.AllowRestore,
        AllowedHosts = Text("PGCLONE_ALLOWED_HOSTS")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                       ?? settings.AllowedHosts,
        PostgresDirectory = Text("PGCLONE_PG_BIN") ?? settings.PostgresDirectory,
        DataDirectory = Text("PGCLONE_DATA_DIR") ?? settings.DataDirectory,
    };

    private string? Text(string name) => variables.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    private T? Parsed<T>(string name, TryParse<T> tryParse, string expected)
        where T : struct
    {
        if (Text(name) is not { } text) return null;
        if (tryParse(text, out var value)) return value;

        throw new PgCloneException(
            ErrorCode.InvalidConfiguration, $"'{text}' is no value for {name}.", "environment variable " + name, advice: $"Set it to {expected}.");
    }

    private static bool TryParseLayout(string text, out KeyLayout layout) => Enum.TryParse(text, ignoreCase: true, out layout) && Enum.IsDefined(layout);

    private static bool TryParseNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
