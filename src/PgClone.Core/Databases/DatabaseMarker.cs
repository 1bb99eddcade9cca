using System.Text.Json;
using System.Text.Json.Serialization;

namespace PgClone.Databases;

/// <summary>What a database of ours says about itself in its comment, so that what is orphaned can be recognised.</summary>
/// <param name="Role">What the database is for: one of the words below.</param>
/// <param name="Target">The database that it stands beside.</param>
/// <param name="DumpKey">The dump that it is restored from.</param>
/// <param name="Host">The machine that it was made from.</param>
/// <param name="ProcessId">The process that made it.</param>
/// <param name="Started">When that process started, in milliseconds since 1970; null in the markers of older versions.</param>
/// <param name="Space">Where the process's number counts, see <see cref="MakerProcess"/>.</param>
/// <param name="Created">When.</param>
internal sealed record DatabaseMarker(string Role, string Target, string? DumpKey, string Host, int ProcessId, long? Started, string? Space, DateTimeOffset Created)
{
    /// <summary>Being restored; its maker holds the advisory lock of its name.</summary>
    public const string Temporary = "temporary";

    /// <summary>Was swapped out and is about to be dropped.</summary>
    public const string Replaced = "replaced";

    /// <summary>A copy that a user asked for, under a name of the user's own.</summary>
    public const string Copy = "copy";

    /// <summary>What the target was before a reversible restore.</summary>
    public const string Previous = "previous";

    /// <summary>What a reversible restore restored, before the pre-swap hooks.</summary>
    public const string Current = "current";

    /// <summary>Where a restore failed that was to leave it; dropped when it <see cref="Expires"/>.</summary>
    public const string Kept = "kept";

    /// <summary>When it may be dropped; null: never.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Expires { get; init; }

    [JsonIgnore]
    public MakerProcess Maker => new(Host, ProcessId, Started, Space);

    public static DatabaseMarker Create(string role, string target, string? dumpKey)
    {
        var maker = MakerProcess.Current;
        return new(role, target, dumpKey, maker.Host, maker.ProcessId, maker.Started, maker.Space, DateTimeOffset.UtcNow);
    }

    public string ToComment() => JsonSerializer.Serialize(new Envelope(this), DatabaseMarkerJson.Default.Envelope);

    /// <returns>Null where the comment is not one of ours.</returns>
    public static DatabaseMarker? Parse(string? comment)
    {
        if (comment is null || !comment.StartsWith("{\"pgclone\":", StringComparison.Ordinal)) return null;

        try
        {
            return JsonSerializer.Deserialize(comment, DatabaseMarkerJson.Default.Envelope)?.PgClone;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal sealed record Envelope([property: JsonPropertyName("pgclone")] DatabaseMarker PgClone);
}
