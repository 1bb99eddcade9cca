namespace PgClone.Restoring.Planning;

/// <summary>Puts neighbours together.</summary>
internal static class Runs
{
    /// <summary>The items in their order, as runs of those that have the same key.</summary>
    public static IEnumerable<IReadOnlyList<T>> Of<T, TKey>(IEnumerable<T> items, Func<T, TKey> keyOf)
    {
        List<T> run = [];
        foreach (var item in items)
        {
            if (run.Count > 0 && !EqualityComparer<TKey>.Default.Equals(keyOf(run[0]), keyOf(item)))
            {
                yield return run;
                run = [];
            }

            run.Add(item);
        }

        if (run.Count > 0) yield return run;
    }
}
