using PgClone.Diagnostics;

namespace PgClone.Dumping;

/// <summary>Checks arguments that are handed on to pg_dump: none may undo what is set here, or take another argument for its value.</summary>
internal static class DumpArguments
{
    private const string Ours = "PgClone sets it itself: the dump would be another one, or none that can be stored.";

    /// <summary>What pg_dump calls by one letter and wants a value for.</summary>
    private const string LettersWithValue = "dEefFhjnNpStTUZ";

    /// <summary>What is set here, and the choice that stands for it; null: none does.</summary>
    private static readonly (char Letter, string Name, string? Choice)[] Refused =
    [
        ('d', "dbname", null), ('f', "file", null), ('F', "format", null), ('h', "host", null), ('j', "jobs", null), ('p', "port", null),
        ('U', "username", null), ('w', "no-password", null), ('W', "password", null),
        ('n', "schema", "includeSchemas"), ('t', "table", "includeTables"), ('\0', "table-and-children", "includeTables"), ('\0', "exclude-table-data", "exclude"),
        ('\0', "exclude-table-data-and-children", "exclude"), ('B', "no-blobs", "noLargeObjects"), ('\0', "no-large-objects", "noLargeObjects"),
        ('Z', "compress", "compress"), ('\0', "snapshot", "snapshot"),
    ];

    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidOption"/>.</exception>
    public static void Check(IReadOnlyList<string> arguments)
    {
        foreach (var argument in arguments)
        {
            if (argument is ['-', '-', not '-', ..]) CheckName(argument);
            else if (argument is ['-', not '-', ..]) CheckLetters(argument);
            else throw Refuse(argument, "It is no option of pg_dump.", "Write each argument as pg_dump has it, with its value in one: --lock-wait-timeout=5s.");
        }
    }

    private static void CheckName(string argument)
    {
        var name = argument[2..].Split('=')[0];
        // pg_dump takes the beginning of a name for the whole, unless it is itself the name of another option.
        if (name == "exclude-table") return;
        if (Refused.FirstOrDefault(option => option.Name.StartsWith(name, StringComparison.Ordinal)) is { Name: not null } refused) throw RefuseOurs(argument, refused.Choice);
    }

    private static void CheckLetters(string argument)
    {
        foreach (var letter in argument.Skip(1))
        {
            if (Refused.FirstOrDefault(option => option.Letter == letter) is { Name: not null } refused) throw RefuseOurs(argument, refused.Choice);
            if (LettersWithValue.Contains(letter, StringComparison.Ordinal)) return;
        }
    }

    private static PgCloneException RefuseOurs(string argument, string? choice) =>
        Refuse(argument, Ours, choice is null ? "Leave it out." : $"Choose it as {choice}.");

    private static PgCloneException Refuse(string argument, string why, string advice) =>
        new(ErrorCode.InvalidOption, $"pg_dump is not given the argument '{argument}'.", "dumpArguments", why, advice);
}
