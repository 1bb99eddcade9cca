using PgClone.Testing;

namespace PgClone.PackageTests;

/// <summary>Projects that reference PgClone.MSBuild.</summary>
public abstract class MSBuildHostTests(PackageFeed feed, ShopStore store) : HostTests(feed, store)
{
    /// <summary>Writes a project that restores where it is told to.</summary>
    protected void WriteBuild(string targets = "", string properties = "") =>
        WriteProject(FeedReference("PgClone.MSBuild"), properties, targets);

    /// <summary>Writes a program that restores the store's dump before each build.</summary>
    protected void WriteOnBuild(string properties = "", string more = "")
    {
        WriteBuild(more, $"""
            <PgCloneRestoreOnBuild>true</PgCloneRestoreOnBuild>
            <PgCloneDumpKey>{Store.Key}</PgCloneDumpKey>
            {properties}
            """);
        Write("Program.cs", "Console.WriteLine(\"It runs.\");");
    }

    /// <summary>Writes a library of two frameworks, in a folder of its own, that restores the store's dump before each build.</summary>
    protected void WriteMultiTargetingLibrary(string name, string properties = "") => Write($"{name}/{name}.csproj", $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFrameworks>net10.0;netstandard2.1</TargetFrameworks>
            <PgCloneRestoreOnBuild>true</PgCloneRestoreOnBuild>
            <PgCloneDumpKey>{Store.Key}</PgCloneDumpKey>
            {properties}
          </PropertyGroup>
          <ItemGroup>{FeedReference("PgClone.MSBuild")}</ItemGroup>
        </Project>
        """);

    /// <summary>How often a build restored the store's dump.</summary>
    protected int RestoresOf(Run run) =>
        run.Output.Split('\n').Count(line => line.Contains($"{Store.Key} -> {Target}: 2 tables", StringComparison.Ordinal));
}
