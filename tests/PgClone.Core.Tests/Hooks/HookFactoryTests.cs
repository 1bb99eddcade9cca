using PgClone.Configuration;
using PgClone.Diagnostics;

namespace PgClone.Hooks;

public sealed class HookFactoryTests
{
    [Fact]
    public async Task Makes_a_command_that_runs_in_the_working_directory()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["sub"]);
        await using var run = await HookRun.StartAsync();

        foreach (var workingDirectory in new[] { null, "sub" })
        {
            var definition = new HookDefinition { Command = ["pwd"], WorkingDirectory = workingDirectory };
            await HookFactory.Create("test", definition, folder.Path).RunAsync(run.Context, TestContext.Current.CancellationToken);
        }

        Assert.Equal([folder.Path, folder["sub"]], run.Output);
    }

    [Fact]
    public async Task Makes_an_sql_file_of_a_path_below_the_base_directory()
    {
        using var folder = new TemporaryFolder();
        await using var run = await HookRun.StartAsync();
        await File.WriteAllTextAsync(folder["hook.sql"], "CREATE TABLE made ()", TestContext.Current.CancellationToken);

        await HookFactory.Create("test", new HookDefinition { Sql = "hook.sql" }, folder.Path).RunAsync(run.Context, TestContext.Current.CancellationToken);

        Assert.NotNull(await run.Database.ScalarAsync("SELECT 1 FROM pg_class WHERE relname = 'made'"));
    }

    [Fact]
    public void Makes_commands_of_ef_core_that_name_the_database_after_all_else_and_no_password()
    {
        const string connection = "--connection {connection}";
        string Line(HookDefinition definition) => ((CommandHook)HookFactory.Create("test", definition, "/")).CommandLine;

        Assert.Equal($"dotnet ef database update --project src/Shop --startup-project src/Shop {connection}", Line(new HookDefinition { EfCore = "src/Shop" }));
        Assert.Equal(
            $"dotnet ef database update --project src/Shop --startup-project src/Web {connection} --context Shop --no-build",
            Line(new HookDefinition { EfCore = "src/Shop", StartupProject = "src/Web", Arguments = ["--context", "Shop", "--no-build"] }));
        // Not one of PATH.
        Assert.Equal($"{Path.Combine(".", "efbundle")} {connection}", Line(new HookDefinition { EfBundle = "efbundle" }));
    }

    public static TheoryData<HookDefinition> Undecided =>
    [
        new HookDefinition(),
        new HookDefinition { Command = [] },
        new HookDefinition { Command = [""] },
        new HookDefinition { Sql = "" },
        new HookDefinition { Command = ["true"], Sql = "a.sql" },
        new HookDefinition { Command = ["true"], EfCore = "Shop" },
        new HookDefinition { EfCore = "Shop", EfBundle = "efbundle" },
        new HookDefinition { EfCore = "" },
        new HookDefinition { EfBundle = "" },
        new HookDefinition { Sql = "a.sql", Arguments = ["--verbose"] },
        new HookDefinition { Sql = "a.sql", ConnectionVariables = ["X"] },
        new HookDefinition { Command = ["true"], Arguments = ["--verbose"] },
        new HookDefinition { EfBundle = "efbundle", StartupProject = "Web" },
        new HookDefinition { Command = ["true"], ConnectionVariables = [""] },
        new HookDefinition { Command = ["true"], ConnectionVariables = ["A=B"] },
    ];

    [Theory]
    [MemberData(nameof(Undecided))]
    public void Refuses_a_definition_that_is_not_exactly_one_kind_or_says_what_that_kind_has_no_use_for(HookDefinition definition)
    {
        var e = Assert.Throws<PgCloneException>(() => HookFactory.Create("test", definition, "/"));

        Assert.Equal(ErrorCode.InvalidConfiguration, e.Code);
    }
}
