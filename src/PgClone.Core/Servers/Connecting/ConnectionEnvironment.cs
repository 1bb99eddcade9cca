using Npgsql;
using PgClone.Diagnostics;

namespace PgClone.Servers.Connecting;

/// <summary>
/// Fills what a connection string leaves open with what the environment says, as libpq and mostly Npgsql do (<c>PGUSER</c>, <c>PGPASSWORD</c>...):
/// so what lets us in goes on to the programs that we start. Which server and database are meant never comes from there.
/// </summary>
internal static class ConnectionEnvironment
{
    // What Npgsql's PostgresEnvironment reads, without the client encoding, which is chosen by what is sent, and with the SSL mode, as who wants
    // certificates verified must not go without.
    private static readonly (string Variable, string Keyword)[] Variables =
    [
        ("PGUSER", "Username"),
        ("PGPASSWORD", "Password"),
        ("PGPASSFILE", "Passfile"),
        ("PGSSLMODE", "SSL Mode"),
        ("PGSSLCERT", "SSL Certificate"),
        ("PGSSLKEY", "SSL Key"),
        ("PGSSLROOTCERT", "Root Certificate"),
        ("PGSSLNEGOTIATION", "SSL Negotiation"),
        ("PGGSSENCMODE", "GSS Encryption Mode"),
        ("PGREQUIREAUTH", "Require Auth"),
        ("PGTZ", "Timezone"),
        ("PGOPTIONS", "Options"),
        ("PGAPPNAME", "Application Name"),
    ];

    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidOption"/>: a variable has a value that is not valid.</exception>
    public static void Fill(NpgsqlConnectionStringBuilder builder)
    {
        foreach (var (variable, keyword) in Variables)
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value && !builder.ShouldSerialize(keyword)) Set(builder, variable, keyword, value);
        }

        if (builder.Host!.Contains(',', StringComparison.Ordinal) && builder.TargetSessionAttributes is null
            && Environment.GetEnvironmentVariable("PGTARGETSESSIONATTRS") is { Length: > 0 } attributes) Set(builder, "PGTARGETSESSIONATTRS", "Target Session Attributes", attributes);
    }

    /// <summary>Npgsql knows libpq's words such as <c>verify-full</c> and <c>scram-sha-256</c> without their dashes.</summary>
    public static string InWordsOfNpgsql(string keyword, string value) =>
        keyword is "SSL Mode" or "Require Auth" ? value.Replace("-", "", StringComparison.Ordinal) : value;

    private static void Set(NpgsqlConnectionStringBuilder builder, string variable, string keyword, string value)
    {
        try
        {
            builder[keyword] = InWordsOfNpgsql(keyword, value);
        }
        catch (Exception e) when (ConnectionText.IsUnreadable(e))
        {
            throw new PgCloneException(ErrorCode.InvalidOption, $"The environment variable {variable} has a value that is not valid.", advice: "Correct it, or remove it.");
        }
    }
}
