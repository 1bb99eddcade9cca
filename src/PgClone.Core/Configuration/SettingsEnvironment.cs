using PgClone.Configuration.Options;
using PgClone.Diagnostics;
using PgClone.Hooks;

namespace PgClone.Configuration;

/// <summary>The <c>PGCLONE_*</c> variables: each overrides the setting of its name. Others of that kind are misspelt ones, and refused.</summary>
/// <param name="variables">The environment.</param>
/// <param name="named">Variables that an option or setting names, whatever they are called.</param>
internal sealed class SettingsEnvironment(IReadOnlyDictionary<string, string> variables, IEnumerable<string?> named)
{
    private const string Prefix = "PGCLONE_";

    /// <summary>PgClone's own tests are told by these where other versions of PostgreSQL and the built tool are.</summary>
    private const string TestPrefix = "PGCLONE_TEST_";

    /// <summary>A hook may start PgClone in its turn.</summary>
    private static readonly IReadOnlyList<string> Known = [.. SettingList.All.Select(setting => setting.Variable).OfType<string>(), .. CommandHook.Variables];

    private static StringComparer OfThisSystem => OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidConfiguration"/>: a variable is unknown, or its value can't be understood.</exception>
    public PgCloneSettings Overlay(PgCloneSettings settings)
    {
        foreach (var setting in SettingList.All)
        {
            if (setting.Variable is { } variable && variables.GetValueOrDefault(variable) is { Length: > 0 } text) settings = Read(settings, setting, text);
        }

        return variables.Keys.Where(IsUnknown).Order(StringComparer.Ordinal).FirstOrDefault() is { } name ? throw Unknown(name) : settings;
    }

    private static PgCloneSettings Read(PgCloneSettings settings, OptionDefinition<PgCloneSettings> setting, string text)
    {
        string[] words = setting.IsList ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [text];
        try
        {
            return setting.Parse(settings, words, setting.Variable!);
        }
        catch (FormatException e)
        {
            throw new PgCloneException(ErrorCode.InvalidConfiguration, e.Message, "environment variable " + setting.Variable, innerException: e);
        }
    }

    private bool IsUnknown(string name) =>
        name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
        && !name.StartsWith(TestPrefix, StringComparison.Ordinal)
        && !Known.Contains(name, OfThisSystem)
        && !named.Contains(name, OfThisSystem);

    private static PgCloneException Unknown(string name) => new(
        ErrorCode.InvalidConfiguration, $"There is no setting {name}.", "environment variable " + name,
        advice: $"The nearest that there is: {Prefix}{NearestWord.Of(name[Prefix.Length..], Known.Select(known => known[Prefix.Length..]))}. "
                + "Correct the variable's name, or remove it.");
}
