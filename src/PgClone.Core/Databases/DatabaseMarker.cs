using System.Text.Json;
using System.Text.Json.Serialization;
using PgClone.Processes;

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
    // A maker on another machine that lost its session takes its lock again within seconds, but its clock may be wrong by more.
    internal static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

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

    /// <summary>A copy of a template that nobody has had yet; its maker holds the advisory lock of its name. Once its maker is gone, others may take it.</summary>
    public const string Ready = "ready";

    /// <summary>When it may be dropped; null: never.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Expires { get; init; }

    /// <summary>What it is a copy of, where it was made ahead.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CloneOrigin? Origin { get; init; }

    [JsonIgnore]
    public MakerProcess Maker => new(Host, ProcessId, Started, Space);

    public static DatabaseMarker Create(string role, string target, string? dumpKey)
    {
        var maker = MakerProcess.Current;
        return new(role, target, dumpKey, maker.Host, maker.ProcessId, maker.Started, maker.Space, DateTimeOffset.UtcNow);
    }

    /// <summary>The same, said by this process.</summary>
    public DatabaseMarker ByThisProcess() => By(MakerProcess.Current);

    /// <summary>The same, said by nobody: the database waits for whoever wants it.</summary>
    public DatabaseMarker ByNobody() => By(MakerProcess.Nobody);

    /// <summary>Whether its maker is gone. Of one that can't be seen it is believed after some time.</summary>
    public bool HasLostMaker(DateTimeOffset now) => Maker.IsGone() ?? (now - Created > Grace);

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

    private DatabaseMarker By(MakerProcess maker) => this with { Host = maker.Host, ProcessId = maker.ProcessId, Started = maker.Started, Space = maker.Space };

    internal sealed record Envelope([property: JsonPropertyName("pgclone")] DatabaseMarker PgClone);
}
