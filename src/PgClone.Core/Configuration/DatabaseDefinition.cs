using PgClone.Diagnostics;

namespace PgClone.Configuration;

/// <summary>A database under a name of the project's own: where it is, and where its dumps lie. What is null is as the settings around it say.</summary>
public sealed record DatabaseDefinition
{
    /// <inheritdoc cref="PgCloneSettings.Connection"/>
    public string? Connection { get; init; }

    /// <inheritdoc cref="PgCloneSettings.ConnectionVariable"/>
    public string? ConnectionVariable { get; init; }

    /// <summary>Its name on the server; null means the one that it has here.</summary>
    public string? Database { get; init; }

    /// <inheritdoc cref="PgCloneSettings.Storage"/>
    public string? Storage { get; init; }

    /// <inheritdoc cref="PgCloneSettings.MaintenanceDatabase"/>
    public string? MaintenanceDatabase { get; init; }

    /// <inheritdoc cref="PgCloneSettings.AllowDump"/>
    public bool? AllowDump { get; init; }

    /// <inheritdoc cref="PgCloneSettings.AllowRestore"/>
    public bool? AllowRestore { get; init; }

    /// <inheritdoc cref="PgCloneSettings.AllowCopy"/>
    public bool? AllowCopy { get; init; }

    /// <summary>Why it can't be used here; null where it can.</summary>
    internal PgCloneException? Failure { get; init; }

    /// <summary>The name alone: what has a connection string or a storage address among its members never prints them.</summary>
    public override string ToString() => nameof(DatabaseDefinition);
}
