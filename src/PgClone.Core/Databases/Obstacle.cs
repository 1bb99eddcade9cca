using PgClone.Diagnostics;

namespace PgClone.Databases;

/// <summary>What stands in the way of a restore, found before anything is made.</summary>
/// <param name="Code">The failure that it would end in.</param>
/// <param name="Why">What it is, a sentence.</param>
/// <param name="Advice">What removes it.</param>
internal sealed record Obstacle(ErrorCode Code, string Why, string Advice)
{
    /// <summary>All of it on a line.</summary>
    public override string ToString() => $"{Code.ToText()}: {Why} {Advice}";

    /// <summary>Tells all of them at once; several have the code of the first.</summary>
    /// <exception cref="PgCloneException">There is one.</exception>
    public static void Refuse(IReadOnlyList<Obstacle> obstacles, string target, string where)
    {
        if (obstacles.Count == 0) return;

        var isOne = obstacles.Count == 1;
        throw new PgCloneException(
            obstacles[0].Code,
            isOne ? $"\"{target}\" can't be restored as things are; nothing was done." : $"{obstacles.Count} things stand in the way of a restore into \"{target}\"; nothing was done.",
            where,
            isOne ? obstacles[0].Why : string.Join(" ", obstacles.Select((obstacle, i) => $"({i + 1}, {obstacle.Code.ToText()}) {obstacle.Why}")),
            isOne ? obstacles[0].Advice : string.Join(" ", obstacles.Select((obstacle, i) => $"({i + 1}) {obstacle.Advice}")));
    }
}
