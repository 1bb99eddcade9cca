namespace PgClone.Restoring.Planning;

/// <summary>Writes names for people: the first few, and how many there are beyond.</summary>
internal static class NameList
{
    private const int Named = 8;

    public static string Join(IEnumerable<string> names)
    {
        var all = names.ToList();
        return string.Join(", ", all.Take(Named)) + (all.Count > Named ? $" and {all.Count - Named} more" : "");
    }
}
