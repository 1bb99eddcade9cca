using System.Text.Json;
using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers.Connecting;

namespace PgClone.Tool.Commands;

/// <summary>The <c>appsettings.json</c> of an application, which knows its database by the name of a connection string.</summary>
internal static class ApplicationSettings
{
    private static readonly JsonDocumentOptions AsDotNetReadsIt = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>A connection string without its passwords: what is written into a repository is read by many.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The connection string's name; null where there is but one.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidOption"/>: it can't be read, or has no such connection string.</exception>
    public static async Task<NpgsqlConnectionStringBuilder> ReadConnectionAsync(string path, string? name, CancellationToken cancellationToken)
    {
        var strings = await ReadAsync(path, cancellationToken).ConfigureAwait(false);
        var text = name is null && strings.Count == 1 ? strings.Values.Single()
            : name is not null && strings.TryGetValue(name, out var named) ? named
            : throw new PgCloneException(
                ErrorCode.InvalidOption, name is null ? "It is not clear which connection string is meant." : $"There is no connection string '{name}'.", path,
                strings.Count == 0 ? "The file has no ConnectionStrings." : $"There are: {string.Join(", ", strings.Keys)}.", "Name one by --connection-name.");
        var builder = ConnectionText.Read(text, path);
        builder.Remove("Password");
        builder.Remove("SSL Password");
        return builder;
    }

    private static async Task<Dictionary<string, string>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var stream = File.OpenRead(path);
            await using var _ = stream.ConfigureAwait(false);
            using var json = await JsonDocument.ParseAsync(stream, AsDotNetReadsIt, cancellationToken).ConfigureAwait(false);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("ConnectionStrings", out var strings) && strings.ValueKind == JsonValueKind.Object
                ? strings.EnumerateObject().Where(one => one.Value.ValueKind == JsonValueKind.String).DistinctBy(one => one.Name, StringComparer.OrdinalIgnoreCase)
                    .ToDictionary(one => one.Name, one => one.Value.GetString()!, StringComparer.OrdinalIgnoreCase)
                : [];
        }
        catch (JsonException e)
        {
            // The parser's own words quote the file, which may hold a password.
            throw new PgCloneException(ErrorCode.InvalidOption, "The application's settings can't be read.", path, $"Line {e.LineNumber + 1} is not JSON.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PgCloneException(ErrorCode.InvalidOption, "The application's settings can't be read.", path, e.Message, innerException: e);
        }
    }
}
