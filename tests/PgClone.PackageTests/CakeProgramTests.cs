using PgClone.Testing;

namespace PgClone.PackageTests;

/// <summary>Programs that compile against the addin, as Cake.Frosting's and Cake.Sdk's do.</summary>
public sealed class CakeProgramTests(PackageFeed feed, ShopStore store) : HostTests(feed, store)
{
    [Fact]
    public async Task A_compiled_program_finds_the_engine_beside_itself()
    {
        WriteProgram(
            $"""
            <Import Project="{Path.Combine(RepositoryPaths.Root, "src", "Cake.PgClone", "CakeCore.props")}" />
            <ItemGroup><Reference Update="Cake.Core" Private="true" /></ItemGroup>
            """,
            $$"""
            using Cake.Core;
            using Cake.Core.Configuration;
            using Cake.Core.Diagnostics;
            using Cake.Core.IO;
            using Cake.Core.Tooling;
            using Cake.PgClone;

            using var connection = new Npgsql.NpgsqlConnection();
            var restored = new Context().PgCloneRestore("{{Store.Database}}", settings =>
            {
                settings.Database = "{{Target}}";
                settings.PreSwapHook("points", async connectionString =>
                {
                    await using var data = Npgsql.NpgsqlDataSource.Create(connectionString);
                    await using var command = data.CreateCommand("ALTER TABLE customer ADD COLUMN points int DEFAULT 7");
                    await command.ExecuteNonQueryAsync();
                });
            });
            Console.WriteLine(restored);

            sealed class Context : ICakeContext, ICakeLog
            {
                public ICakeEnvironment Environment { get; } = new CakeEnvironment(new CakePlatform(), new CakeRuntime());
                public ICakeLog Log => this;
                public IFileSystem FileSystem => throw new NotSupportedException();
                public IGlobber Globber => throw new NotSupportedException();
                public ICakeArguments Arguments => throw new NotSupportedException();
                public IProcessRunner ProcessRunner => throw new NotSupportedException();
                public IRegistry Registry => throw new NotSupportedException();
                public IToolLocator Tools => throw new NotSupportedException();
                public ICakeDataResolver Data => throw new NotSupportedException();
                public ICakeConfiguration Configuration => throw new NotSupportedException();
                public Verbosity Verbosity { get; set; } = Verbosity.Normal;
                public void Write(Verbosity verbosity, LogLevel level, string format, params object[] args)
                {
                    if (verbosity <= Verbosity) Console.WriteLine(format, args);
                }
            }
            """);

        var run = (await RunAsync("dotnet", "run")).EnsureSuccess();

        await AssertIsRestoredAsync();
        Assert.Equal(7, await TestServer.ScalarAsync(Target, "SELECT DISTINCT points FROM customer"));
        Assert.Contains($"{Store.Key} -> {Target}: 2 tables", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frosting_program_restores()
    {
        WriteProgram(
            $"<ItemGroup>{Reference("Cake.Frosting", "7.0.0")}</ItemGroup>",
            $$"""
            using Cake.Frosting;
            using Cake.PgClone;

            return new CakeHost().UseContext<FrostingContext>().Run(args);

            [TaskName("Default")]
            public sealed class RestoreDb : FrostingTask<FrostingContext>
            {
                public override void Run(FrostingContext context) =>
                    context.PgCloneRestore("{{Store.Database}}", settings => settings.Database = "{{Target}}");
            }
            """);
        var restore = await RunAsync("dotnet", "restore");
        Assert.SkipWhen(restore.Output.Contains("NU1101", StringComparison.Ordinal), "This machine's package sources have no Cake.Frosting.");

        (await RunAsync("dotnet", "run", "--no-restore")).EnsureSuccess();

        await AssertIsRestoredAsync();
    }

    private void WriteProgram(string more, string code)
    {
        WriteProject(FeedReference("Cake.PgClone") + Reference("Npgsql", "10.0.3"), more: more);
        Write("Program.cs", code);
    }
}
