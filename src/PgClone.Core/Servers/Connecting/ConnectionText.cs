using System.Net;
using System.Text.RegularExpressions;
using Npgsql;
using PgClone.Diagnostics;

namespace PgClone.Servers.Connecting;

/// <summary>Reads how people name a server: a connection string of Npgsql's, or a URL. What can't be read is explained without a word of it that could be a password.</summary>
internal static partial class ConnectionText
{
    private const string Forms =
        "Write it as Host=localhost;Port=5432;Username=me;Password=secret (or Passfile= instead of Password=), or as postgres://me:secret@localhost:5432.";

    /// <param name="text">The text.</param>
    /// <param name="origin">Where it comes from, for messages; null where only the caller knows.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidOption"/>.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text, string? origin = null)
    {
        var builder = Read(text, origin);
        if (string.IsNullOrWhiteSpace(builder.Host)) throw Invalid("The connection string names no host.", origin);
        if (builder.Host.Split(',').FirstOrDefault(IsUnspecified) is { } everywhere)
            throw Invalid($"{everywhere} is an address that servers listen on; nobody can connect to it.", origin, "A server on this machine is at 127.0.0.1.");

        ConnectionEnvironment.Fill(builder);
        if (!builder.Host.Contains(',', StringComparison.Ordinal) && builder.TargetSessionAttributes is { } attributes && !attributes.Equals("any", StringComparison.OrdinalIgnoreCase))
            throw Invalid("Target Session Attributes choose among several hosts, and the connection string names one.", origin, "Name all hosts, with a comma between, or leave the attributes out.");

        if (string.IsNullOrEmpty(builder.Password)) EnsureReadable(builder.Passfile, "Passfile", origin);
        if (builder.SslMode is SslMode.VerifyCA or SslMode.VerifyFull) EnsureReadable(builder.RootCertificate, "Root Certificate", origin);
        EnsureReadable(builder.SslCertificate, "SSL Certificate", origin);
        return builder;
    }

    /// <summary>The same without what the environment adds, and whatever host and files it names.</summary>
    /// <inheritdoc cref="Parse" path="/param|/exception"/>
    public static NpgsqlConnectionStringBuilder Read(string text, string? origin = null) =>
        ConnectionUrl.IsUrl(text) ? ReadUrl(text, origin) : ReadKeywords(text, origin);

    private static bool IsUnspecified(string host) =>
        IPEndPoint.TryParse(host.Trim(), out var point) && (point.Address.Equals(IPAddress.Any) || point.Address.Equals(IPAddress.IPv6Any));

    private static NpgsqlConnectionStringBuilder ReadUrl(string text, string? origin)
    {
        try
        {
            return ConnectionUrl.Parse(text);
        }
        catch (FormatException e)
        {
            throw Invalid(e.Message, origin);
        }
    }

    private static NpgsqlConnectionStringBuilder ReadKeywords(string text, string? origin)
    {
        if (LibpqForm().IsMatch(text))
            throw Invalid("The connection string has spaces between its keywords, as libpq's do: they have to be semicolons, and the keywords Npgsql's.", origin);

        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw Invalid(Explain(text), origin);
        }
    }

    /// <summary>The keyword that is at fault, if it is a plain word and no quote and no password comes before it: after these, what looks like a keyword may be a part of one.</summary>
    private static string Explain(string text)
    {
        foreach (var part in text.Split(';'))
        {
            var keyword = part.Split('=')[0].Trim();
            if (keyword.Length == 0) continue;
            if (!Keyword().IsMatch(keyword) || Password().IsMatch(part) || part.AsSpan().ContainsAny('\'', '"')) break;

            try
            {
                _ = new NpgsqlConnectionStringBuilder(part);
            }
            catch (Exception e) when (IsUnreadable(e))
            {
                return part.Contains('=', StringComparison.Ordinal)
                    ? $"The keyword '{keyword}' of the connection string is unknown, or its value is not valid."
                    : "The connection string is not a list of keywords and values.";
            }
        }

        return "The connection string can't be read: a keyword is unknown or its value impossible, or a value holds ; or = and is not in quotes.";
    }

    public static bool IsUnreadable(Exception e) => e is ArgumentException or FormatException or OverflowException or InvalidCastException;

    private static void EnsureReadable(string? path, string keyword, string? origin)
    {
        if (string.IsNullOrEmpty(path)) return;

        try
        {
            using var _ = File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PgCloneException(
                ErrorCode.InvalidOption, $"The file that {keyword} names can't be read.", path, e.Message,
                $"Correct {keyword} in the connection string ({origin ?? "as it was given"}) or in the environment, and let the user {Environment.UserName} read the file.", e);
        }
    }

    private static PgCloneException Invalid(string what, string? origin, string? advice = null) => new(ErrorCode.InvalidOption, what, origin, advice: advice ?? Forms);

    /// <summary>Before any semicolon, a second keyword with its equals sign: <c>host=a port=1</c>.</summary>
    [GeneratedRegex(@"^\s*\w+\s*=\s*('[^']*'|[^;=\s']*)\s+\w+\s*=")]
    private static partial Regex LibpqForm();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z ]{0,29}$")]
    private static partial Regex Keyword();

    [GeneratedRegex(@"pwd|pass|psw|secret", RegexOptions.IgnoreCase)]
    private static partial Regex Password();
}
