using System.Text.RegularExpressions;
using PgClone.Testing;

namespace PgClone.Architecture;

/// <summary>The rooms of the engine point one way: each uses only those that stand above it in docs/architecture.md.</summary>
public sealed partial class RoomTests
{
    private const string Root = "PgClone";

    private static readonly string[] Rooms = [.. ReadRooms(), Root];

    [Fact]
    public void Every_namespace_of_the_engine_is_a_room_that_is_written_down()
    {
        var namespaces = typeof(PgCloner).Assembly.GetTypes()
            .Select(type => type.Namespace)
            .OfType<string>()
            .Where(name => name == Root || name.StartsWith(Root + ".", StringComparison.Ordinal))
            .Select(RoomOf).Distinct();

        Assert.Equal(Rooms.Order(StringComparer.Ordinal), namespaces.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_room_uses_one_that_stands_below_it()
    {
        var against = NamespaceUses.In(typeof(PgCloner).Assembly.Location)
            .Where(use => use.From.StartsWith(Root, StringComparison.Ordinal) && use.To.StartsWith(Root, StringComparison.Ordinal))
            .Where(use => Array.IndexOf(Rooms, RoomOf(use.From)) < Array.IndexOf(Rooms, RoomOf(use.To)))
            .Select(use => $"{use.From} -> {use.To}: {use.Example}");

        Assert.Empty(against);
    }

    [Fact]
    public void The_uses_that_are_compared_are_those_of_bodies_too() =>
        Assert.Contains((Root, Root + ".Dumping", "PgCloner uses ArchiveDumper"), NamespaceUses.In(typeof(PgCloner).Assembly.Location));

    // The options' list is a part of configuration.
    private static string RoomOf(string name) => name.StartsWith(Root + ".Configuration", StringComparison.Ordinal) ? Root + ".Configuration" : name;

    private static IEnumerable<string> ReadRooms() =>
        Row().Matches(File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", "architecture.md")))
            .Select(row => Root + "." + row.Groups[1].Value.Replace('/', '.'));

    [GeneratedRegex(@"^\| `([\w/]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
