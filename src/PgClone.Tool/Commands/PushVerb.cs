namespace PgClone.Tool.Commands;

internal sealed class PushVerb(ToolHost host, CommonOptions common)
    : TransferVerb("push", "Copies a dump into another store, with its manifest; checks every byte on the way.", "--to", "Where the dump is to go: a folder or an address such as s3://bucket/prefix.", host, common)
{
    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone push shop --to s3://team-dumps/nightly", "Copies the newest dump of shop into a bucket."),
        new("pgclone push shop/2026_11_22_09_30_00_000000.default.dump --to /mnt/dumps", "Copies that dump into another folder."),
    ];

    protected override TransferOptions Between(string? storage, string? other) => new() { From = storage, To = other };
}
