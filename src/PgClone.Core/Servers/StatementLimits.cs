using System.Globalization;
using Npgsql;
using PgClone.Sql;

namespace PgClone.Servers;

/// <summary>How long statements about whole databases may take: creating, copying, renaming, dropping. Not what is restored, or what hooks do.</summary>
/// <param name="Lock">How long one may wait for a lock that others hold; zero: without end; null: as the server says.</param>
/// <param name="Statement">How long one may take altogether; zero: without end; null: as the server says.</param>
internal sealed record StatementLimits(TimeSpan? Lock, TimeSpan? Statement)
{
    public static readonly StatementLimits None = new(null, null);

    /// <summary>A time as PostgreSQL's settings have it; what it has no number for is without end.</summary>
    public static string Text(TimeSpan time) => time.TotalMilliseconds > int.MaxValue ? "0" : time.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);

    /// <summary>Has a session heed them.</summary>
    public async Task ApplyAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        foreach (var (setting, time) in new[] { ("lock_timeout", Lock), ("statement_timeout", Statement) })
        {
            if (time is { } limit) await connection.ExecuteAsync($"SET {setting} = {Text(limit)}", cancellationToken).ConfigureAwait(false);
        }
    }
}
