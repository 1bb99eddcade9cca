namespace PgClone.Benchmarks;

/// <summary>Who comes when in a round.</summary>
internal static class Turns
{
    /// <summary>Each begins a round in its turn: none always comes after the same other one.</summary>
    public static IEnumerable<T> Of<T>(IReadOnlyList<T> contenders, int round) => contenders.Skip(round % contenders.Count).Concat(contenders.Take(round % contenders.Count));
}
