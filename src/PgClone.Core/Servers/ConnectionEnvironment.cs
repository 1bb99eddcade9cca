using Npgsql;

namespace PgClone.Servers;

/// <summary>
/// Fills what a connection string leaves open with what the environment says, as Npgsql and libpq do (<c>PGUSER</c>, <c>PGPASSWORD</c>...): so what
/// lets us in goes on to the programs that we start. Which server and database are meant never comes from there.
/// </summary>
internal static class ConnectionEnvironment
{
    // What Npgsql's PostgresEnvironment reads, without the client encoding: that is chosen by what is sent.
    private static readonly (string Variable, string Keyword)[] Variables =
    [
        ("PGUSER", "Username"),
        ("PGPASSWORD", "Password"),
        ("PGPASSFILE", "Passfile"),
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

    public static void Fill(NpgsqlConnectionStringBuilder builder)
    {
        foreach (var (variable, keyword) in Variables)
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value && !builder.ShouldSerialize(keyword)) builder[keyword] = InWordsOfNpgsql(keyword, value);
        }

        if (builder.Host!.Contains(',', StringComparison.Ordinal) && Environment.GetEnvironmentVariable("PGTARGETSESSIONATTRS") is { Length: > 0 } attributes)
            builder.TargetSessionAttributes ??= attributes;
    }

    /// <summary>Npgsql knows libpq's words such as <c>verify-full</c> and <c>scram-sha-256</c> without their dashes.</summary>
    public static string InWordsOfNpgsql(string keyword, string value) =>
        keyword is "SSL Mode" or "Require Auth" ? value.Replace("-", "", StringComparison.Ordinal) : value;
}
