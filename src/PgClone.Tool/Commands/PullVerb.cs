namespace PgClone.Tool.Commands;

internal sealed class PullVerb(ToolHost host, CommonOptions common)
    : TransferVerb("pull", "Copies a dump from another store into this one, with its manifest; checks every byte on the way.", "--from", "Where the dump lies: a folder or an address such as s3://bucket/prefix.", host, common)
{
    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone pull shop --from s3://team-dumps/nightly", "Fetches the newest dump of shop from a bucket."),
        new("pgclone pull shop --from s3://team-dumps/nightly --storage /mnt/dumps", "Fetches it into a folder other than the configured one."),
    ];

    protected override TransferOptions Between(string? storage, string? other) => new() { From = other, To = storage };
}
