using System.Text;
using System.Text.RegularExpressions;
using PgClone.Configuration.Options;
using PgClone.Diagnostics;

namespace PgClone.Configuration;

/// <summary>Whatever is wrong with a pgclone.json, the message has the place and no word of .NET; every key of the list of options is tried.</summary>
public sealed partial class SettingsMistakeTests : IDisposable
{
    private static readonly Dictionary<string, string> NoEnvironment = [];
    private static readonly string[] Values = ["null", "true", "0", "-1", "1.5", "1e400", "99999999999999999999", "\"\"", "\"x\"", "\"\\ud800\"", "[]", "[1]", "[null]", "[\"x\"]", "[[\"x\"]]", "{}", """{"a":1}""", """{"a":{"b":{}}}""", """{"a":"b","a":"c"}"""];

    /// <summary>What stands before a mistake: the place has to be right after all of it.</summary>
    private static readonly string[] Beginnings = ["", "\n\n", "\r\n\r\n\t", "// no \"text\" {\r\n", "/* one\n two\r\n\tthree */ ", "/* ü😀 */\t", "\"instance\": \"ü😀\\n\", ", "\"database\": \"a\",\r\n\t\t\"hooks\": {\r\n\t\"a\": {\"sql\": \"x\"} },\r\n "];

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("pgclone-mistakes-");

    public static TheoryData<string, string> Keys =>
    [
        .. SettingList.All.Select(option => option.Name.Split('.') is [var group, var name] ? ($"\"{group}\": {{", name) : ("", option.Name)),
        .. HookOptionList.All.Select(option => ("\"hooks\": { \"own\": {", option.Name)),
        .. DatabaseOptionList.All.Select(option => ("\"databases\": { \"own\": {", option.Name)),
        .. DumpOptionList.All.Select(option => ("\"dump\": { \"own\": {", option.Name)),
        .. RestoreOptionList.All.Select(option => ("\"restore\": { \"own\": {", option.Name)),
    ];

    public void Dispose() => _root.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Keys))]
    public void Every_key_takes_what_it_can_have_and_refuses_all_else_at_its_place(string parent, string key)
    {
        var closing = new string('}', parent.Count(letter => letter == '{'));
        foreach (var value in Values)
        {
            var member = $"\"{key}\":\n\t{value}";
            if (Load(Encoding.UTF8.GetBytes($"{{ {parent} {member} {closing} }}")) is not { } refused) continue;

            AssertReadable(refused);
            var start = PositionOf($"{{ {parent} \"{key}\":\n\t");
            Assert.True(refused.Where!.EndsWith($", line 2, column {start.Column}", StringComparison.Ordinal) || value[0] is '[' or '{', $"{member}: {refused.Where}");
            Assert.Contains(", line 2, column ", refused.Where, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("\"storrage\": 1", "There is no setting 'storrage'; the nearest is 'storage'.", "\"storrage")]
    [InlineData("\"jobs\": \"many\"", "'jobs' must be a whole number of at least 1.", "\"many")]
    [InlineData("\"restore\": { \"x\": { \"roleMap\": { \"a\": \"b\", \"a\": 1 } } }", "'roleMap' must be", "\"a\"")]
    [InlineData("\"restore\": { \"x\": { \"skipSections\": [ \"data\", \"dat\" ] } }", "'skipSections' must be", "\"dat\"")]
    [InlineData("\"jobs\": 1, \"jobs\": 2", "'jobs' is given twice.", "\"jobs")]
    [InlineData("\"jobs\": @", "'@' is an invalid start of a value.", "@")]
    [InlineData("\"jobs\" 1", "", "1")]
    public void The_place_is_right_after_whatever_comes_before(string mistake, string why, string at)
    {
        foreach (var beginning in Beginnings)
        {
            foreach (var preamble in new byte[][] { [], [.. Encoding.UTF8.Preamble] })
            {
                var refused = Load([.. preamble, .. Encoding.UTF8.GetBytes($"{{{beginning}{mistake} }}")]);

                AssertReadable(Assert.IsType<PgCloneException>(refused));
                Assert.Contains(why, refused.Why, StringComparison.Ordinal);
                Assert.EndsWith($", {PositionOf($"{{{beginning}{mistake[..mistake.LastIndexOf(at, StringComparison.Ordinal)]}")}", refused.Where, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_misspelt_setting_is_told_what_may_be_meant() =>
        Assert.StartsWith("Did you mean 'storage'?", Load("""{ "storrage": "x" }"""u8)!.Advice, StringComparison.Ordinal);

    [Fact]
    public void Files_that_are_none_are_refused_in_plain_words()
    {
        const string whole = """{ "hooks": { "a": { "command": ["x", "y"] } }, "jobs": 12, "allowDump": true }""";
        for (var length = 0; length < whole.Length; length++) AssertReadable(Load(Encoding.UTF8.GetBytes(whole[..length]))!);

        foreach (var text in new[] { "", " \r\n", "// nothing\n", "null", "[]", "{}{}", new string('[', 500), string.Concat(Enumerable.Repeat("{\"hooks\":", 500)), "{\"$schema\":" + new string('[', 500) })
            AssertReadable(Load(Encoding.UTF8.GetBytes(text))!);

        AssertReadable(Load([.. "{ \"a\""u8, 0xFF])!);
        AssertReadable(Load(Encoding.Unicode.GetBytes(whole))!);
        Assert.EndsWith(", line 2, column 8", Load([.. "{\n\"ü\": \"a"u8, 0xFC, .. "\" }"u8])!.Where, StringComparison.Ordinal);
        Assert.Null(Load([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(whole)]));
    }

    [Fact]
    public void Ten_megabytes_are_read_or_refused_in_a_short_message()
    {
        var large = new string('x', 10 * 1024 * 1024);

        Assert.Null(Load(Encoding.UTF8.GetBytes($$"""{ "instance": "{{large}}" }""")));
        foreach (var text in new[] { $$"""{ "{{large}}": 1 }""", $$"""{ "hooks": { "{{large}}": 1 } }""", large, new string('\n', large.Length) })
            AssertReadable(Load(Encoding.UTF8.GetBytes(text))!);
    }

    [Fact]
    public void Every_path_may_begin_with_the_users_own_folder()
    {
        Load("""{ "storage": "~/a", "postgresDirectory": "~/b", "dataDirectory": "~", "hooks": { "h": { "sql": "~/c.sql", "workingDirectory": "~/d" }, "o": { "sql": "~other/c.sql" } } }"""u8);
        var settings = SettingsLoader.Load(_root.FullName, NoEnvironment);
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

        Assert.Equal((home + "/a", home + "/b", home), (settings.Storage, settings.PostgresDirectory, settings.DataDirectory));
        Assert.Equal((home + "/c.sql", home + "/d", "~other/c.sql"), (settings.Hooks["h"].Sql, settings.Hooks["h"].WorkingDirectory, settings.Hooks["o"].Sql));
        Assert.Equal(home + "/pg", SettingsLoader.Load(_root.FullName, new Dictionary<string, string> { ["PGCLONE_PG_BIN"] = "~/pg" }).PostgresDirectory);
    }

    [Fact]
    public void Where_a_file_was_needed_and_there_is_none_the_message_says_so()
    {
        var folder = _root.CreateSubdirectory("a/b");
        var settings = SettingsLoader.Load(folder.FullName, NoEnvironment);
        Func<object>[] needs =
        [
            () => OptionsResolver.Resolve(settings, new RestoreOptions()),
            () => OptionsResolver.Resolve(settings, new DumpOptions()),
            () => OptionsResolver.Resolve(settings, new RestoreOptions { Source = "shop", Config = "nightly" }),
            () => OptionsResolver.Resolve(settings, new DumpOptions { Database = "shop", Config = "nightly" }),
            () => OptionsResolver.Resolve(settings, new RestoreOptions { Source = "shop", PreSwapHooks = ["mask"] }),
        ];

        foreach (var need in needs)
            Assert.Equal($"No pgclone.json in {folder.FullName} or above it.", Assert.Throws<PgCloneException>(need).Why);
    }

    private static TextPosition PositionOf(string before)
    {
        var lines = before.Split('\n');
        return new TextPosition(lines.Length, lines[^1].Length + 1);
    }

    private static void AssertReadable(PgCloneException refused)
    {
        Assert.Equal(ErrorCode.InvalidConfiguration, refused.Code);
        Assert.Matches(@"pgclone\.json, line \d+, column \d+$", refused.Where);
        Assert.DoesNotMatch(NetWords(), refused.Why);
        Assert.InRange(refused.Message.Length, 1, 600);
    }

    private PgCloneException? Load(ReadOnlySpan<byte> content)
    {
        File.WriteAllBytes(Path.Combine(_root.FullName, SettingsLoader.FileName), content);
        try
        {
            SettingsLoader.Load(_root.FullName, NoEnvironment);
            return null;
        }
        catch (PgCloneException e)
        {
            return e;
        }
    }

    [GeneratedRegex(@"System\.|Json[A-Z]|Utf8|Int32|isFinalBlock|reader|LineNumber|BytePosition|token|Exception|code page", RegexOptions.IgnoreCase)]
    private static partial Regex NetWords();
}
