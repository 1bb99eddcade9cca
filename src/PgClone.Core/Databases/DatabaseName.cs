using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using PgClone.Diagnostics;
using PgClone.Sql;

namespace PgClone.Databases;

/// <summary>Which names databases may have, and the names that PgClone makes itself.</summary>
internal static partial class DatabaseName
{
    private const string Prefix = "pgclone_";

    /// <summary>What the names of templates begin with.</summary>
    public const string TemplatePrefix = Prefix + "template_";

    private static readonly long MaxSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();
    private static readonly string[] Reserved = ["postgres", "template0", "template1"];

    /// <summary>Refuses a target that PostgreSQL would cut, or that PostgreSQL or PgClone keeps for itself.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidDatabaseName"/>.</exception>
    public static void CheckTarget(string name)
    {
        var why = name switch
        {
            "" => "It is empty.",
            _ when name.Contains('\0', StringComparison.Ordinal) => "It holds a zero character.",
            _ when Encoding.UTF8.GetByteCount(name) > PostgresIdentifier.MaxBytes => $"It is longer than {PostgresIdentifier.MaxBytes} bytes: PostgreSQL would cut it.",
            _ when Reserved.Contains(name) => "PostgreSQL keeps this name for itself.",
            _ when name.StartsWith(Prefix, StringComparison.Ordinal) => $"PgClone keeps names that begin with {Prefix} for itself.",
            _ => null,
        };
        if (why is not null)
            throw new PgCloneException(ErrorCode.InvalidDatabaseName, $"\"{name}\" can't be restored into.", why: why, advice: "Choose another database name.");
    }

    /// <summary>Refuses a name that no copy can have, as a restore would take it for something else.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidDatabaseName"/>.</exception>
    public static void CheckCopy(string name)
    {
        CheckTarget(name);
        if (LocalSource.RoleOf(name) is { } role)
            throw new PgCloneException(ErrorCode.InvalidDatabaseName, $"A copy can't be named \"{name}\".", why: $":{name} stands for what a reversible restore keeps ({role}).", advice: "Choose another name.");
    }

    /// <summary>
    /// A name for a database of ours that stands beside the target. It is short however long the target's is, the same target gives the same
    /// beginning, and no two are the same. It holds the second in which it was made: a database whose maker died before it could write a comment
    /// has nothing else to tell its age by.
    /// </summary>
    public static string MakeUnique(string target)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(target)))[..12];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Prefix}{hash}_{DateTimeOffset.UtcNow.ToUnixTimeSeconds():x10}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}");
    }

    /// <summary>Whether <see cref="MakeUnique"/> can have made the name.</summary>
    public static bool IsOurs(string name) => OurName().IsMatch(name);

    /// <summary>When a name was made; null in the names of older versions.</summary>
    public static DateTimeOffset? CreatedAt(string name) =>
        OurName().Match(name).Groups["second"] is { Success: true } second
            ? DateTimeOffset.FromUnixTimeSeconds(Math.Min(long.Parse(second.ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture), MaxSecond))
            : null;

    [GeneratedRegex("^pgclone_[0-9a-f]{12}_(?<second>[0-9a-f]{10})?[0-9a-f]{12}$")]
    private static partial Regex OurName();
}
