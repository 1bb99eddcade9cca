using System.Text.Json.Serialization;
using PgClone.Diagnostics;
using PgClone.Storage;

namespace PgClone.Configuration;

/// <summary>The shape of <c>pgclone.json</c>. What is null was not written there.</summary>
internal sealed record SettingsFile
{
    /// <summary>Editors put their schema's address here; it says nothing to PgClone.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    public string? Connection { get; init; }

    public string? ConnectionVariable { get; init; }

    public string? Database { get; init; }

    public string? Storage { get; init; }

    public KeyLayout? KeyLayout { get; init; }

    public string? Instance { get; init; }

    public string? MaintenanceDatabase { get; init; }

    public int? Jobs { get; init; }

    public bool? AllowDump { get; init; }

    public bool? AllowRestore { get; init; }

    public IReadOnlyList<string>? AllowedHosts { get; init; }

    public string? PostgresDirectory { get; init; }

    public string? DataDirectory { get; init; }

    public Dictionary<string, HookDefinition>? Hooks { get; init; }

    public Dictionary<string, DumpConfig>? Dump { get; init; }

    public Dictionary<string, RestoreConfig>? Restore { get; init; }

    public PgCloneSettings ToSettings(string baseDirectory, IReadOnlyDictionary<string, string> environment)
    {
        var settings = new PgCloneSettings { BaseDirectory = baseDirectory };
        return settings with
        {
            Connection = ConnectionVariable is null ? Connection : FromVariable(ConnectionVariable, environment),
            ConnectionVariable = ConnectionVariable,
            Database = Database,
            Storage = Storage ?? settings.Storage,
            KeyLayout = KeyLayout ?? settings.KeyLayout,
            Instance = Instance,
            MaintenanceDatabase = MaintenanceDatabase,
            Jobs = Jobs,
            AllowDump = AllowDump ?? settings.AllowDump,
            AllowRestore = AllowRestore ?? settings.AllowRestore,
            AllowedHosts = AllowedHosts ?? settings.AllowedHosts,
            PostgresDirectory = PostgresDirectory,
            DataDirectory = DataDirectory,
            Hooks = Hooks ?? settings.Hooks,
            DumpConfigs = Dump ?? settings.DumpConfigs,
            RestoreConfigs = Restore ?? settings.RestoreConfigs,
        };
    }

    /// <summary>A variable that isn't set is no error yet: a dump of another server or a listing does not need it.</summary>
    private string? FromVariable(string name, IReadOnlyDictionary<string, string> environment)
    {
        if (Connection is not null)
            throw new PgCloneException(
                ErrorCode.InvalidConfiguration, "Both connection and connectionVariable are set.", SettingsLoader.FileName,
                advice: "Keep one of them; connectionVariable keeps passwords out of the file.");

        return environment.GetValueOrDefault(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;
    }

    /// <summary>The name alone: what has a connection string or a storage address among its members never prints them.</summary>
    public override string ToString() => nameof(SettingsFile);
}
