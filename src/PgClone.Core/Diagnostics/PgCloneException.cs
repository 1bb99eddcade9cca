using Npgsql;

namespace PgClone.Diagnostics;

/// <summary>
/// A failure with a code. The message begins with the code, as many a report shows nothing else, and says what happened, where, why and what
/// to do, each on its own line where it is known; it never holds a password, nor a row that the server quotes.
/// </summary>
/// <param name="code">Which failure it is.</param>
/// <param name="what">What happened, one sentence.</param>
/// <param name="where">The place: a file and offset, a TOC entry, a database, a host.</param>
/// <param name="why">The cause: the server's text with its SQLSTATE, the operating system's, a program's last lines.</param>
/// <param name="advice">What the user can do about it.</param>
/// <param name="innerException">The exception that it was made from.</param>
public class PgCloneException(
    ErrorCode code,
    string what,
    string? where = null,
    string? why = null,
    string? advice = null,
    Exception? innerException = null)
    : Exception($"{code.ToText()}: {Compose(what, where, why, advice)}", innerException is PostgresException refusal ? ServerRefusal.WithoutRows(refusal) : innerException)
{
    /// <summary>Which failure it is.</summary>
    public ErrorCode Code { get; } = code;

    /// <summary>What happened, one sentence.</summary>
    public string What { get; } = what;

    /// <summary>The place, or null.</summary>
    public string? Where { get; } = where;

    /// <summary>The cause, or null.</summary>
    public string? Why { get; } = why;

    /// <summary>What the user can do, or null.</summary>
    public string? Advice { get; } = advice;

    /// <summary>The message without the code, for those who show that elsewhere.</summary>
    public string Explanation => Compose(What, Where, Why, Advice);

    private static string Compose(string what, string? where, string? why, string? advice)
    {
        var lines = new List<string> { what };
        if (where is not null) lines.Add("where: " + where);
        if (why is not null) lines.Add("why:   " + why);
        if (advice is not null) lines.Add("do:    " + advice);
        return string.Join(Environment.NewLine + "  ", lines);
    }
}
