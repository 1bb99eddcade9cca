using System.Text.Json;
using System.Text.Json.Serialization;

namespace PgClone.Templates;

/// <summary>What a template says about itself in its comment.</summary>
/// <param name="Role">What the database is for: <see cref="Template"/>.</param>
/// <param name="Key">The whole key; its name holds a part of it.</param>
/// <param name="Target">The database that it was first made for.</param>
/// <param name="DumpKey">The dump that is in it.</param>
/// <param name="HasHooks">Whether hooks have run on it.</param>
/// <param name="Created">When what is in it was made.</param>
/// <param name="Used">When it was last copied, give or take <see cref="TemplateCatalog.UseStep"/>.</param>
/// <param name="Sessions">How many sessions the server had counted on it when it was sealed; null where it does not count them reliably.</param>
/// <param name="Content">What is told of it.</param>
internal sealed record TemplateMarker(
    string Role, string Key, string Target, string DumpKey, bool HasHooks, DateTimeOffset Created, DateTimeOffset Used, long? Sessions, TemplateContent Content)
{
    public const string Template = "template";

    public string ToComment() => JsonSerializer.Serialize(new Envelope(this), TemplateMarkerJson.Default.Envelope);

    /// <returns>Null where the comment is not that of a template.</returns>
    public static TemplateMarker? Parse(string? comment)
    {
        if (comment is null || !comment.StartsWith("{\"pgclone\":", StringComparison.Ordinal)) return null;

        try
        {
            return JsonSerializer.Deserialize(comment, TemplateMarkerJson.Default.Envelope)?.PgClone is { Role: Template, Key: not null, Content: not null } marker ? marker : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal sealed record Envelope([property: JsonPropertyName("pgclone")] TemplateMarker PgClone);
}
