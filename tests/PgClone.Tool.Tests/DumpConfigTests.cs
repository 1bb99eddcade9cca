using PgClone.Testing;

namespace PgClone.Tool;

/// <summary>Which of one database's dumps is the latest, where they were made with different configurations.</summary>
public sealed class DumpConfigTests : IAsyncLifetime
{
    private readonly Workspace _workspace = new();
    private TestDatabase _source = null!;
    private TestDatabase _target = null!;

    public async ValueTask InitializeAsync()
    {
        _source = await TestServer.CreateDatabaseAsync();
        _target = await TestServer.CreateDatabaseAsync();
        await _source.ExecuteAsync("CREATE TABLE made (as_config text); CREATE TABLE log (i int)");
        _workspace.Environment["PGCLONE_CONNECTION"] = _source.ConnectionString;
        _workspace.WriteSettings(Settings());
    }

    public async ValueTask DisposeAsync()
    {
        _workspace.Dispose();
        await _source.DisposeAsync();
        await _target.DisposeAsync();
    }

    [Fact]
    public async Task The_newest_of_the_default_configuration_is_taken_though_others_are_newer()
    {
        await DumpAsync("older default");
        await DumpAsync("default");
        await DumpAsync("nightly", "--config", "nightly");
        await DumpAsync("_custom", "--exclude", "public.log");

        var result = await RestoreAsync();

        await AssertTakenAsync("default", result);
        Assert.DoesNotContain("There is no dump", result.Errors);
    }

    [Fact]
    public async Task With_only_others_there_the_newest_of_all_is_taken_and_stderr_says_so()
    {
        await DumpAsync("nightly", "--config", "nightly");
        var newest = await DumpAsync("_custom", "--exclude", "public.log");

        var result = await RestoreAsync();

        await AssertTakenAsync("_custom", result);
        Assert.Contains(
            $"There is no dump of \"{_source.Name}\" of the configuration default; the newest of all is taken, which is of _custom: {newest}.",
            result.Errors.ReplaceLineEndings(" "));
        Assert.DoesNotContain("There is no dump", result.Output);
    }

    [Fact]
    public async Task The_newest_of_the_configuration_that_is_asked_for_is_taken()
    {
        await DumpAsync("older nightly", "--config", "nightly");
        await DumpAsync("nightly", "--config", "nightly");
        await DumpAsync("default");

        var result = await RestoreAsync("--dump-config", "nightly");

        await AssertTakenAsync("nightly", result);
        Assert.DoesNotContain("There is no dump", result.Errors);
    }

    [Fact]
    public async Task The_settings_choose_a_configuration_and_the_command_line_another()
    {
        await DumpAsync("_custom", "--exclude", "public.log");
        await DumpAsync("nightly", "--config", "nightly");
        await DumpAsync("default");
        _workspace.WriteSettings(Settings("""{ "small": { "dumpConfig": "nightly" } }"""));

        await AssertTakenAsync("nightly", await RestoreAsync("--config", "small"));
        await AssertTakenAsync("_custom", await RestoreAsync("--config", "small", "--dump-config", "_custom"));
    }

    [Fact]
    public async Task One_that_has_no_dump_is_no_reason_to_take_another()
    {
        await DumpAsync("default");
        await DumpAsync("_custom", "--exclude", "public.log");

        var result = await RestoreAsync("--dump-config", "nightly");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("There are dumps of: _custom, default", result.Errors);
        Assert.Null(await _target.ScalarAsync("SELECT to_regclass('public.made')::text") as string);
    }

    private static string Settings(string restore = "{}") => $$"""{ "dump": { "nightly": { "exclude": ["public.log"] } }, "restore": {{restore}} }""";

    /// <summary>Makes a dump that can be told from the others by its row.</summary>
    private async Task<string> DumpAsync(string row, params string[] options)
    {
        await _source.ExecuteAsync($"TRUNCATE made; INSERT INTO made VALUES ('{row}')");
        return (await _workspace.RunAsync(["dump", _source.Name, .. options])).EnsureSuccess().TrimEnd();
    }

    private Task<ToolResult> RestoreAsync(params string[] options) =>
        _workspace.RunAsync(["restore", _source.Name, "--database", _target.Name, .. options]);

    private async Task AssertTakenAsync(string row, ToolResult result)
    {
        result.EnsureSuccess();
        Assert.Equal(row, await _target.ScalarAsync("SELECT string_agg(as_config, ',') FROM made"));
    }
}
