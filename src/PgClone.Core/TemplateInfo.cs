namespace PgClone;

/// <summary>A template on a server: a restored database that nobody can connect to, and that is only copied.</summary>
/// <param name="Name">Its name on the server.</param>
/// <param name="DumpKey">The dump that is in it; null where it does not say so.</param>
/// <param name="HasHooks">Whether pre-swap hooks have run on it.</param>
/// <param name="Created">When it was made; null where it does not say so.</param>
/// <param name="Used">When it was last copied, to the hour.</param>
/// <param name="Bytes">Its size; null where the user may not know.</param>
/// <param name="Problem">Why it would not be copied, but made anew; null where it would be.</param>
public sealed record TemplateInfo(string Name, string? DumpKey, bool HasHooks, DateTimeOffset? Created, DateTimeOffset? Used, long? Bytes, string? Problem);
