using System.Text.RegularExpressions;
using PgClone.Configuration.Options;
using PgClone.Testing;

namespace PgClone.Architecture;

/// <summary>An option is said once and stands in its record, in the doors that need a property for it, and where it is heeded: in few files.</summary>
public sealed class OptionSpreadTests
{
    /// <summary>The record and the list; one file in each of Cake, MSBuild and the fixture; and those that heed it.</summary>
    private const int Most = 8;

    /// <summary>What is said of dumps as well stands in a second record, list, and door of Cake and MSBuild.</summary>
    private const int MoreForBoth = 4;

    /// <summary>What can be said of a database under a name of its own, too, stands in that one's record and list, and where it is laid over the settings.</summary>
    private const int MoreForDatabases = 3;

    /// <summary>Words that mean much else in the sources, where counting them tells nothing.</summary>
    private static readonly string[] CommonWords =
        ["Connection", "DataDirectory", "Database", "Databases", "Dump", "DumpConfig", "EndSessions", "Engine", "Exclude", "Hooks", "Images", "Instance", "Jobs", "PgDump", "Restore", "ServerVersion", "Snapshot", "Storage", "Templates", "Wait"];

    private static readonly Dictionary<string, string> Sources = Directory
        .EnumerateFiles(Path.Combine(RepositoryPaths.Root, "src"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .ToDictionary(file => Path.GetRelativePath(RepositoryPaths.Root, file), File.ReadAllText);

    public static TheoryData<string> Options =>
    [
        .. RestoreOptionList.All.Select(option => option.Property)
            .Concat(DumpOptionList.All.Select(option => option.Property))
            .Concat(SettingList.All.Select(option => option.Property))
            .Distinct().Except(CommonWords),
    ];

    /// <summary>A stage of a restore may have an option's name; it is none.</summary>
    [Theory]
    [MemberData(nameof(Options))]
    public void Its_name_stands_in_few_source_files(string option)
    {
        var name = new Regex($@"(?<!\bStage\.)\b{option}\b");

        var files = Sources.Where(source => Path.GetFileName(source.Key) != "Stage.cs" && name.IsMatch(source.Value)).Select(source => source.Key).Order().ToList();

        var isOfBoth = RestoreOptionList.All.Any(one => one.Property == option) && DumpOptionList.All.Any(one => one.Property == option);
        var isOfDatabases = DatabaseOptionList.All.Any(one => one.Property == option);
        var most = Most + (isOfBoth ? MoreForBoth : 0) + (isOfDatabases ? MoreForDatabases : 0);
        Assert.True(files.Count <= most, $"{option} stands in {files.Count} files:\n{string.Join('\n', files)}");
        Assert.True(files.Count > 1, $"{option} is used nowhere.");
    }
}
