namespace PgClone.Configuration.Options;

/// <summary>A setting that there is none of: most likely a misspelt one.</summary>
internal sealed class UnknownSettingException(string name, string nearest) : FormatException($"There is no setting '{name}'; the nearest is '{nearest}'.")
{
    public string Advice => $"Did you mean '{nearest}'? docs/configuration.md shows every setting.";
}
