using PgClone.Configuration;
using PgClone.Configuration.Options;
using PgClone.Diagnostics;
using PgClone.Servers.Connecting;

namespace PgClone;

/// <summary>What is settled for a dump and a restore, and where each of it comes from.</summary>
internal sealed class ConfigurationReport
{
    private const string ByDefault = "default";
    private const string NotReadable = "(can't be read)";

    private readonly PgCloneSettings _settings;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly RestoreOptions _options;
    private readonly string _connectionOrigin;
    private readonly string? _alias;

    /// <param name="settings">The settings as they were loaded.</param>
    /// <param name="environment">The variables that were laid over them.</param>
    /// <param name="options">What is asked for explicitly: database, connection, store, configuration and choices.</param>
    /// <param name="connectionOrigin">How the connection was given, if it was.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidOption"/>: the configuration is defined neither for dumps nor for restores.</exception>
    public ConfigurationReport(PgCloneSettings settings, IReadOnlyDictionary<string, string> environment, RestoreOptions options, string connectionOrigin = "--connection")
    {
        (_settings, _environment, _options, _connectionOrigin) = (settings, environment, options, connectionOrigin);
        var chosen = settings.Of(options.Database);
        _alias = chosen is null ? null : options.Database ?? settings.Database ?? ByDefault;
        Settings = [.. SettingList.All.Select(setting => Report(setting, chosen ?? settings))];
        Dump = [.. DumpOptionList.All.Select(option => Report(option, "dump", new DumpChoices(), settings.DumpConfigs))];
        Restore = [.. RestoreOptionList.All.Select(option => Report(option, "restore", options, settings.RestoreConfigs))];
        if (options.Config is { } config and not ByDefault && !settings.DumpConfigs.ContainsKey(config) && !settings.RestoreConfigs.ContainsKey(config))
            throw new PgCloneException(ErrorCode.InvalidOption, $"There is no configuration '{config}', neither for dumps nor for restores.", why: settings.MissingFile);
    }

    /// <summary>The file that was found; null where there is none.</summary>
    public string? File => _settings.File?.Path;

    /// <summary>The settings.</summary>
    public IReadOnlyList<ReportedOption> Settings { get; }

    /// <summary>The choices of a dump.</summary>
    public IReadOnlyList<ReportedOption> Dump { get; }

    /// <summary>The choices of a restore.</summary>
    public IReadOnlyList<ReportedOption> Restore { get; }

    private ReportedOption Report(OptionDefinition<PgCloneSettings> setting, PgCloneSettings chosen)
    {
        var isConnection = setting.Name == "connection";
        (string? Text, string Origin) given = setting.Name switch
        {
            "connection" => (_options.Connection, _connectionOrigin),
            "storage" => (_options.Storage, "--storage"),
            "database" => (_alias is null ? _options.Database : null, "as it was given"),
            _ => (null, ""),
        };
        if (given.Text is { } text) return new ReportedOption(setting.Name, isConnection ? Redacted(text) : text, given.Origin);

        var value = Named(setting.Name, chosen) ?? setting.Write(chosen);
        var origin = OriginOf(setting, chosen, value);
        return new ReportedOption(setting.Name, isConnection && value is not null ? Redacted(value) : origin == ByDefault ? Plain(setting.Default) : value, origin);
    }

    private string OriginOf(OptionDefinition<PgCloneSettings> setting, PgCloneSettings chosen, string? value)
    {
        if (_alias is { } alias && LineOf($"databases/{alias}/{setting.Name}") is { } ofAlias
            && DatabaseOptionList.All.First(option => option.Name == setting.Name).Write(_settings.Databases[alias]) == value) return ofAlias;
        if (_alias is { } named && setting.Name == "database") return LineOf($"databases/{named}") ?? ByDefault;
        if (setting.Name == "connection" && value is not null && (LineOf(setting.Name) is null || value != _settings.Connection)) return chosen.ConnectionOrigin ?? ByDefault;
        if (setting.Variable is { } variable && _environment.GetValueOrDefault(variable) is { Length: > 0 }) return $"the environment variable {variable}";
        return LineOf(setting.Name.Replace('.', '/')) ?? ByDefault;
    }

    private ReportedOption Report<T>(OptionDefinition<T> option, string section, T explicitly, IReadOnlyDictionary<string, T> configs)
        where T : class
    {
        var config = _options.Config ?? ByDefault;
        if (option.Get(explicitly) is not null) return new ReportedOption(option.Name, option.Write(explicitly), option.Flag);
        if (configs.GetValueOrDefault(config) is { } configured && option.Get(configured) is not null)
            return new ReportedOption(option.Name, option.Write(configured), LineOf($"{section}/{config}/{option.Name}") ?? config);

        // Another configuration masks as the default one does.
        if (option.Name == "maskHooks" && configs.GetValueOrDefault(ByDefault) is { } masking && option.Get(masking) is not null)
            return new ReportedOption(option.Name, option.Write(masking), LineOf($"{section}/{ByDefault}/{option.Name}") ?? ByDefault);
        return new ReportedOption(option.Name, Plain(option.Default), ByDefault);
    }

    private string? LineOf(string path) => _settings.File is var (file, lines) && lines.TryGetValue(path, out var line) ? $"{file}:{line}" : null;

    /// <summary>Of what has members of its own only the names are told.</summary>
    private static string? Named(string setting, PgCloneSettings settings) => setting switch
    {
        "hooks" => OptionText.Of(settings.Hooks.Keys),
        "databases" => OptionText.Of(settings.Databases.Keys),
        "dump" => OptionText.Of(settings.DumpConfigs.Keys),
        "restore" => OptionText.Of(settings.RestoreConfigs.Keys),
        _ => null,
    };

    private static string Redacted(string connection)
    {
        try
        {
            var builder = ConnectionText.Read(connection);
            (builder.Password, builder.SslPassword) = (null, null);
            return builder.ConnectionString;
        }
        catch (PgCloneException)
        {
            return NotReadable;
        }
    }

    private static string? Plain(string? text) => text?.Replace("`", "", StringComparison.Ordinal);
}
