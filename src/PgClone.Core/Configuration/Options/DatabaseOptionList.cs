namespace PgClone.Configuration.Options;

/// <summary>What <c>pgclone.json</c> says of a database under a name of its own.</summary>
internal static class DatabaseOptionList
{
    public static IReadOnlyList<OptionDefinition<DatabaseDefinition>> All { get; } =
    [
        Option("connection", new TextKind("text"), "The server that it is on.", database => database.Connection, (database, value) => database with { Connection = value }),
        Option(
            "connectionVariable", new TextKind("text"), "The environment variable that holds the connection string.",
            database => database.ConnectionVariable, (database, value) => database with { ConnectionVariable = value }),
        Option(
            "database", new TextKind("text"), "Its name on the server.",
            database => database.Database, (database, value) => database with { Database = value }, "the name that it has here"),
        Option("storage", new PathKind("text"), "The folder with its dumps.", database => database.Storage, (database, value) => database with { Storage = value }),
        Option(
            "maintenanceDatabase", new TextKind("text"), "The database to connect to for work on its server.",
            database => database.MaintenanceDatabase, (database, value) => database with { MaintenanceDatabase = value }),
        Option("allowDump", new FlagKind(), "`false` refuses to dump it.", database => database.AllowDump, (database, value) => database with { AllowDump = value }),
        Option("allowRestore", new FlagKind(), "`false` refuses to restore into it.", database => database.AllowRestore, (database, value) => database with { AllowRestore = value }),
        Option("allowCopy", new FlagKind(), "`false` refuses to copy it, and to drop copies on its server.", database => database.AllowCopy, (database, value) => database with { AllowCopy = value }),
    ];

    private static TypedOption<DatabaseDefinition, T> Option<T>(
        string name, OptionKind<T> kind, string description, Func<DatabaseDefinition, T> get, Func<DatabaseDefinition, T, DatabaseDefinition> set, string? defaultText = null) =>
        new(name, kind, description, get, set) { DefaultText = defaultText ?? "as around it" };
}
