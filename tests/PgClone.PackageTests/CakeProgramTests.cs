using PgClone.Testing;

namespace PgClone.PackageTests;

/// <summary>Programs that compile against the addin, as Cake.Frosting's and Cake.Sdk's do.</summary>
public sealed class CakeProgramTests(PackageFeed feed, ShopStore store) : HostTests(feed, store)
{
    private static readonly string CakeCore = $"""
        <Import Project="{Path.Combine(RepositoryPaths.Root, "src", "Cake.PgClone", "CakeCore.props")}" />
        <ItemGroup><Reference Update="Cake.Core" Private="true" /></ItemGroup>
        """;

    /// <summary>What a host hands to the aliases.</summary>
    private const string Context = """
        using Cake.Core;
        using Cake.Core.Configuration;
        using Cake.Core.Diagnostics;
        using Cake.Core.IO;
        using Cake.Core.Tooling;

        public class HostContext(string[] args) : ICakeContext, ICakeLog
        {
            public ICakeEnvironment Environment { get; } = new CakeEnvironment(new CakePlatform(), new CakeRuntime());
            public ICakeLog Log => this;
            public IFileSystem FileSystem => throw new NotSupportedException();
            public IGlobber Globber => throw new NotSupportedException();
            public ICakeArguments Arguments { get; } = new CakeArguments(args.Where(arg => arg.StartsWith("--")).Select(arg => arg[2..].Split('=', 2)).ToLookup(arg => arg[0], arg => arg[1]));
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
        """;

    [Fact]
    public async Task A_compiled_program_finds_the_engine_beside_itself()
    {
        WriteProgram(
            CakeCore,
            $$"""
            using Cake.PgClone;

            using var connection = new Npgsql.NpgsqlConnection();
            var restored = new HostContext(args).PgCloneRestore("{{Store.Database}}", settings =>
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
            """);

        Write("Context.cs", Context);

        var run = (await RunAsync("dotnet", "run")).EnsureSuccess();

        await AssertIsRestoredAsync();
        Assert.Equal(7, await TestServer.ScalarAsync(Target, "SELECT DISTINCT points FROM customer"));
        Assert.Contains($"{Store.Key} -> {Target}: 2 tables", run.Output, StringComparison.Ordinal);
    }

    /// <summary>The sample's own code, in a host that has of Cake.Frosting just what it uses: that package is not to be had everywhere.</summary>
    [Fact]
    public async Task The_frosting_sample_compiles_and_restores()
    {
        WriteProgram(CakeCore, Sample("frosting", "build", "Program.cs"));
        Write("Frosting.cs", Context + """

            namespace Cake.Frosting
            {
                using Cake.Core;

                [System.AttributeUsage(System.AttributeTargets.Class)] public sealed class TaskNameAttribute(string name) : System.Attribute { public string Name => name; }
                [System.AttributeUsage(System.AttributeTargets.Class)] public sealed class IsDependentOnAttribute(System.Type task) : System.Attribute { public System.Type Task => task; }
                public sealed class FrostingContext(string[] args) : HostContext(args);
                public abstract class FrostingTask : FrostingTask<ICakeContext>;
                public abstract class FrostingTask<T> { public virtual void Run(T context) { } }
                public sealed class CakeHost
                {
                    public CakeHost UseContext<T>() => this;
                    public int Run(string[] args)
                    {
                        new RestoreDb().Run(new FrostingContext(args));
                        return 0;
                    }
                }
            }
            """);

        (await RunAsync("dotnet", "run", "--", "--dump-key=" + Store.Key, "--database=" + Target)).EnsureSuccess();

        await AssertIsRestoredAsync();
    }

    /// <summary>The sample's own code, with of Cake.Sdk's generated methods just those that it uses.</summary>
    [Fact]
    public async Task The_cake_sdk_sample_compiles_and_restores()
    {
        var code = string.Join('\n', Sample("cake-sdk", "cake.cs").Split('\n').Where(line => !line.StartsWith("#:", StringComparison.Ordinal)));
        WriteProgram(CakeCore, "using static Sdk;\n" + code);
        Write("Sdk.cs", Context + """

            public static class Sdk
            {
                private static readonly HostContext Context = new(System.Environment.GetCommandLineArgs());
                private static readonly System.Collections.Generic.Dictionary<string, System.Action> Tasks = [];

                public sealed record TaskBuilder(string Name) { public void Does(System.Action action) => Tasks[Name] = action; }
                public static TaskBuilder Task(string name) => new(name);
                public static void RunTarget(string name) => Tasks[name]();
                public static string Argument(string name, string value) => System.Linq.Enumerable.FirstOrDefault(Context.Arguments.GetArguments(name)) ?? value;
                public static void Information(string format, params object[] args) => System.Console.WriteLine(format, args);
                public static Cake.PgClone.PgCloneRestoreResult PgCloneRestore(string source, System.Action<Cake.PgClone.PgCloneRestoreSettings> configure) =>
                    Cake.PgClone.PgCloneAliases.PgCloneRestore(Context, source, configure);
            }
            """);

        (await RunAsync("dotnet", "run", "--", "--dump-key=" + Store.Key, "--database=" + Target)).EnsureSuccess();

        await AssertIsRestoredAsync();
    }

    [Fact]
    public async Task The_frosting_sample_runs_with_the_real_package()
    {
        Write("Build.csproj", Sample("frosting", "build", "Build.csproj").Replace("Version=\"0.1.0\"", $"Version=\"{Feed.Version}\"", StringComparison.Ordinal).Replace("/..<", "<", StringComparison.Ordinal));
        Write("Program.cs", Sample("frosting", "build", "Program.cs"));
        var restore = await RunAsync("dotnet", "restore");
        Assert.SkipWhen(restore.Output.Contains("NU1101", StringComparison.Ordinal), "This machine's package sources have no Cake.Frosting.");

        (await RunAsync("dotnet", "run", "--no-restore", "--", "--target=RestoreDb", "--dump-key=" + Store.Key, "--database=" + Target)).EnsureSuccess();

        await AssertIsRestoredAsync();
    }

    [Fact]
    public async Task The_cake_sdk_sample_runs_with_the_real_package()
    {
        Write("cake.cs", Sample("cake-sdk", "cake.cs").Replace("@0.1.0", "@" + Feed.Version, StringComparison.Ordinal));

        var run = await RunAsync("dotnet", "run", "cake.cs", "--", "--dump-key=" + Store.Key, "--database=" + Target);

        Assert.SkipWhen(run.ExitCode != 0 && run.Output.Contains("Cake.Sdk", StringComparison.Ordinal) && !run.Output.Contains("PGC", StringComparison.Ordinal), "This machine's package sources have no Cake.Sdk.");
        run.EnsureSuccess();
        await AssertIsRestoredAsync();
    }

    private static string Sample(params string[] path) => File.ReadAllText(Path.Combine([RepositoryPaths.Root, "samples", .. path]));

    private void WriteProgram(string more, string code)
    {
        WriteProject(FeedReference("Cake.PgClone") + Reference("Npgsql", "10.0.3"), more: more);
        Write("Program.cs", code);
    }
}
