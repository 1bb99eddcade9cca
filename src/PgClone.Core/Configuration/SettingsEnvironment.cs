using System.Globalization;
using PgClone.Diagnostics;
using PgClone.Hooks;
using PgClone.Storage;

namespace PgClone.Configuration;

/// <summary>The <c>PGCLONE_*</c> variables: each overrides the setting of its name. Others of that kind are misspelt ones, and refused.</summary>
/// <param name="variables">The environment.</param>
/// <param name="named">Variables that an option or setting names, whatever they are called.</param>
internal sealed class SettingsEnvironment(IReadOnlyDictionary<string, string> variables, IEnumerable<string?> named)
{
    private const string Prefix = "PGCLONE_";

    /// <summary>PgClone's own tests are told by these where other versions of PostgreSQL and the built tool are.</summary>
    private const string TestPrefix = "PGCLONE_TEST_";

    /// <summary>Collected while they are read, so that no list of them can fall behind. A hook may start PgClone in its turn.</summary>
    private readonly HashSet<string> _known = [.. CommandHook.Variables];

    private delegate bool TryParse<T>(string text, out T value);

    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidConfiguration"/>: a variable is unknown, or its value can't be understood.</exception>
    public PgCloneSettings Overlay(PgCloneSettings settings)
    {
        var overlaid = Read(settings);
        if (variables.Keys.Where(IsUnknown).Order(StringComparer.Ordinal).FirstOrDefault() is { } name) throw Unknown(name);
        return overlaid;
    }

    private PgCloneSettings Read(PgCloneSettings settings) => settings with
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

    private string? Text(string name)
    {
        _known.Add(name);
        return variables.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
    }

    private T? Parsed<T>(string name, TryParse<T> tryParse, string expected)
        where T : struct
    {
        if (Text(name) is not { } text) return null;
        if (tryParse(text, out var value)) return value;

        throw new PgCloneException(
            ErrorCode.InvalidConfiguration, $"'{text}' is no value for {name}.", "environment variable " + name, advice: $"Set it to {expected}.");
    }

    private bool IsUnknown(string name) =>
        name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
        && !name.StartsWith(TestPrefix, StringComparison.Ordinal)
        && !_known.Contains(name, OfThisSystem)
        && !named.Contains(name, OfThisSystem);

    private static StringComparer OfThisSystem => OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    private PgCloneException Unknown(string name) => new(
        ErrorCode.InvalidConfiguration, $"There is no setting {name}.", "environment variable " + name,
        advice: $"The nearest that there is: {Prefix}{NearestWord.Of(name[Prefix.Length..], _known.Select(known => known[Prefix.Length..]))}. "
                + "Correct the variable's name, or remove it.");

    private static bool TryParseLayout(string text, out KeyLayout layout) => Enum.TryParse(text, ignoreCase: true, out layout) && Enum.IsDefined(layout);

    private static bool TryParseNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
