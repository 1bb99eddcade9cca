using Cake.PgClone;
using PgClone.MSBuild;
using PgClone.Xunit;

namespace PgClone.PackageTests;

/// <summary>Every option of the engine can be given through every front door, under the same name.</summary>
public sealed class OptionContractTests
{
    // A build log records a task's parameters, so it gets the name of a variable; and neither script nor project has hook objects of the engine.
    private static readonly Dictionary<string, string> CakeNames = new() { ["Hooks"] = "PreSwapHooks" };
    private static readonly Dictionary<string, string> CakeDumpNames = new() { ["Hooks"] = "PreDumpHooks" };
    private static readonly Dictionary<string, string> MSBuildNames = new() { ["Connection"] = "ConnectionVariable", ["Hooks"] = "" };

    [Fact]
    public void The_cake_aliases_know_every_option()
    {
        AssertKnows(typeof(RestoreOptions), typeof(PgCloneRestoreSettings), CakeNames);
        AssertKnows(typeof(DumpOptions), typeof(PgCloneDumpSettings), CakeDumpNames);
        AssertKnows(typeof(ListOptions), typeof(PgCloneListSettings), []);
    }

    [Fact]
    public void The_msbuild_tasks_know_every_option()
    {
        AssertKnows(typeof(RestoreOptions), typeof(RestorePgClone), MSBuildNames);
        AssertKnows(typeof(DumpOptions), typeof(DumpPgClone), MSBuildNames);
    }

    [Fact]
    public void The_xunit_fixture_knows_every_option() => AssertKnows(typeof(RestoreOptions), typeof(PgCloneFixtureOptions), []);

    private static void AssertKnows(Type options, Type door, Dictionary<string, string> otherNames)
    {
        var expected = options.GetProperties().Select(option => otherNames.GetValueOrDefault(option.Name, option.Name)).Where(name => name.Length > 0);

        Assert.Subset(door.GetProperties().Select(property => property.Name).ToHashSet(), expected.ToHashSet());
    }
}
