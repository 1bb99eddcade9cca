using System.Globalization;
using Npgsql;

namespace PgClone.Servers.Connecting;

/// <summary>Says in libpq's words what a connection string says in Npgsql's.</summary>
internal static class LibpqEnvironment
{
    public static IReadOnlyDictionary<string, string> From(NpgsqlConnectionStringBuilder builder)
    {
        var values = new (string Name, string? Value)[]
        {
            ("PGHOST", builder.Host),
            ("PGPORT", builder.Port.ToString(CultureInfo.InvariantCulture)),
            ("PGDATABASE", builder.Database),
            ("PGUSER", builder.Username),
            ("PGPASSWORD", builder.Password),
            ("PGPASSFILE", builder.Passfile),
            ("PGOPTIONS", builder.Options),
            ("PGSSLMODE", SslModeName(builder.SslMode)),
            ("PGSSLROOTCERT", builder.RootCertificate),
            ("PGSSLCERT", builder.SslCertificate),
            ("PGSSLKEY", builder.SslKey),
            ("PGSSLNEGOTIATION", builder.SslNegotiation == SslNegotiation.Direct ? "direct" : null),
            ("PGGSSENCMODE", builder.GssEncryptionMode == GssEncryptionMode.Disable ? "disable" : null),
            ("PGREQUIREAUTH", LibpqWords(builder.RequireAuth)),
            ("PGTZ", builder.Timezone),
            ("PGCONNECT_TIMEOUT", builder.Timeout.ToString(CultureInfo.InvariantCulture)),
            ("PGAPPNAME", builder.ApplicationName ?? "pgclone"),
        };
        return values.Where(v => !string.IsNullOrEmpty(v.Value)).ToDictionary(v => v.Name, v => v.Value!);
    }

    private static string? LibpqWords(string? methods) => methods?.Replace("ScramSHA256", "scram-sha-256", StringComparison.OrdinalIgnoreCase).ToLowerInvariant();

    private static string SslModeName(SslMode mode) => mode switch
    {
        SslMode.Disable => "disable",
        SslMode.Allow => "allow",
        SslMode.Require => "require",
        SslMode.VerifyCA => "verify-ca",
        SslMode.VerifyFull => "verify-full",
        _ => "prefer",
    };
}
