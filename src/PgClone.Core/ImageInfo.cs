namespace PgClone;

/// <summary>An image, or the server that came of one.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DumpKey">The dump that is in it; null where only the server is there still.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Used">When somebody last restored on its server.</param>
/// <param name="Bytes">The size of the archive; null where it is not on this machine.</param>
/// <param name="IsUnpacked">Whether its server's data is on this machine.</param>
/// <param name="HoldsTarget">Whether a target was restored into that server, which is therefore not deleted before somebody says so.</param>
public sealed record ImageInfo(string Name, string? DumpKey, DateTimeOffset? Created, DateTimeOffset Used, long? Bytes, bool IsUnpacked, bool HoldsTarget);
