using Npgsql;

namespace PgClone.Servers.Connecting;

/// <summary>
/// Reads a URL as libpq does: <c>postgres://user:password@host:5432,other/database?sslmode=require</c>. Parts are percent-encoded; a host in
/// brackets is an IPv6 address; a folder with a socket is given as <c>?host=/run/postgresql</c>.
/// </summary>
internal static class ConnectionUrl
{
    private static readonly string[] Schemes = ["postgres://", "postgresql://"];

    // libpq's parameter keywords that Npgsql has a word for (https://www.postgresql.org/docs/current/libpq-connect.html).
    private static readonly Dictionary<string, string> Keywords = new(StringComparer.Ordinal)
    {
        ["host"] = "Host",
        ["hostaddr"] = "Host",
        ["port"] = "Port",
        ["dbname"] = "Database",
        ["user"] = "Username",
        ["password"] = "Password",
        ["passfile"] = "Passfile",
        ["application_name"] = "Application Name",
        ["connect_timeout"] = "Timeout",
        ["options"] = "Options",
        ["client_encoding"] = "Client Encoding",
        ["keepalives_idle"] = "Tcp Keepalive Time",
        ["keepalives_interval"] = "Tcp Keepalive Interval",
        ["sslmode"] = "SSL Mode",
        ["sslnegotiation"] = "SSL Negotiation",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslpassword"] = "SSL Password",
        ["channel_binding"] = "Channel Binding",
        ["gssencmode"] = "GSS Encryption Mode",
        ["krbsrvname"] = "Kerberos Service Name",
        ["target_session_attrs"] = "Target Session Attributes",
        ["require_auth"] = "Require Auth",
    };

    public static bool IsUrl(string text) => Schemes.Any(scheme => text.TrimStart().StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    /// <exception cref="FormatException">The URL can't be read; the message holds none of its values.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string url)
    {
        var builder = new NpgsqlConnectionStringBuilder();
        var rest = url.Trim()[(url.Trim().IndexOf("://", StringComparison.Ordinal) + 3)..];
        var (address, query) = Cut(rest, '?');
        var (authority, database) = Cut(address, '/');
        // A password may hold what should have been encoded; a host can't.
        var at = authority.LastIndexOf('@');
        if (at < 0 && database.Contains('@', StringComparison.Ordinal))
            throw new FormatException("The connection URL has an @ behind its first /: in a user's name or password / is written as %2F, and ? as %3F.");

        if (at >= 0)
        {
            var (user, password) = Cut(authority[..at], ':');
            Set(builder, "user", user);
            Set(builder, "password", password);
        }

        SetHosts(builder, authority[(at + 1)..]);
        Set(builder, "dbname", database);
        foreach (var parameter in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Cut(parameter, '=');
            Set(builder, name, value);
        }

        return builder;
    }

    private static void SetHosts(NpgsqlConnectionStringBuilder builder, string hosts)
    {
        var parts = hosts.Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (parts is [var single])
        {
            var (host, port) = HostAndPort(single);
            Set(builder, "host", host);
            if (port.Length > 0) Set(builder, "port", port);
        }
        else if (parts.Length > 1)
        {
            builder.Host = string.Join(',', parts.Select(Uri.UnescapeDataString));
        }
    }

    private static (string Host, string Port) HostAndPort(string part)
    {
        if (!part.StartsWith('[')) return Cut(part, ':');

        var end = part.IndexOf(']', StringComparison.Ordinal);
        return end < 0 ? throw new FormatException("An IPv6 address in the connection URL has no closing bracket.") : (part[1..end], part[(end + 1)..].TrimStart(':'));
    }

    private static void Set(NpgsqlConnectionStringBuilder builder, string name, string value)
    {
        if (!Keywords.TryGetValue(name, out var keyword))
            // What is no word may be a part of a password.
            throw new FormatException(name.All(letter => char.IsAsciiLetterLower(letter) || letter == '_')
                ? $"The connection URL has a parameter '{name}', which PgClone does not know."
                : "The connection URL has a parameter that PgClone does not know. In a user's name or password ? is written as %3F.");
        if (value.Length == 0) return;

        try
        {
            builder[keyword] = ConnectionEnvironment.InWordsOfNpgsql(keyword, Uri.UnescapeDataString(value));
        }
        catch (Exception e) when (ConnectionText.IsUnreadable(e))
        {
            throw new FormatException($"The connection URL's {name} is not valid.", e);
        }
    }

    private static (string Before, string After) Cut(string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
    }
}
