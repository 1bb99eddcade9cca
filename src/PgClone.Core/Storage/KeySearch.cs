namespace PgClone.Storage;

/// <summary>With what the keys begin that a source may mean, for stores that list by prefix.</summary>
internal static class KeySearch
{
    /// <summary>
    /// No prefix contains another. A database is also looked for in each folder, which may be an instance: there under its name as PgClone writes it
    /// and as it is, which is what django-pgclone writes.
    /// </summary>
    /// <param name="source">A database, or the first parts of a key.</param>
    /// <param name="folders">The first parts of all keys in the store.</param>
    public static IReadOnlyList<string> PrefixesOf(string source, IReadOnlyCollection<string> folders)
    {
        var parts = source.Split('/');
        string[] names = parts is [var name] && KeyPart.IsSafe(name) ? [name, KeyPart.Encode(name)] : [KeyPart.Encode(source)];

        var ofDatabase = folders.Where(folder => KeyPart.Decode(folder) == source).Select(folder => folder + '/');
        var inInstances = folders.SelectMany(folder => names.Select(database => $"{folder}/{database}/"));
        string[] below = folders.Contains(parts[0]) && parts.All(KeyPart.IsSafe) ? [source + '/'] : [];

        string[] all = [.. ofDatabase.Concat(inInstances).Concat(below).Distinct()];
        return [.. all.Where(prefix => !all.Any(other => other.Length < prefix.Length && prefix.StartsWith(other, StringComparison.Ordinal)))];
    }
}
