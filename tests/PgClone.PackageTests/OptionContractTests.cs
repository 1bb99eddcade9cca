using System.Collections;
using Cake.PgClone;
using Cake.PgClone.Engine;
using PgClone.Configuration;
using PgClone.Configuration.Options;
using PgClone.MSBuild;
using PgClone.Xunit;

namespace PgClone.PackageTests;

/// <summary>Every choice of a dump and restore can be made through every front door under the same name, and arrives in the engine as it was made.</summary>
public sealed class OptionContractTests
{
    public static TheoryData<string> RestoreChoices => [.. RestoreOptionList.All.Select(option => option.Name)];

    public static TheoryData<string> DumpChoices => [.. DumpOptionList.All.Select(option => option.Name)];

    [Theory]
    [MemberData(nameof(RestoreChoices))]
    public void A_choice_of_a_restore_arrives_through_every_door(string name)
    {
        var option = RestoreOptionList.All.Single(option => option.Name == name);
        var words = SampleOf(option);
        var choice = option.Get(option.Parse(new RestoreChoices(), words, name));
        using var task = new RestorePgClone();

        Assert.Equal(choice, option.Get(Set(task, option.Property, words, choice).ToOptions()));
        Assert.Equal(choice, option.Get(Set(new PgCloneRestoreSettings(), option.Property, words, choice).ToOptions("/")));
        Assert.Equal(choice, option.Get(Set(new PgCloneFixtureOptions(), option.Property, words, choice).ToRestoreOptions()));
    }

    [Theory]
    [MemberData(nameof(DumpChoices))]
    public void A_choice_of_a_dump_arrives_through_every_door(string name)
    {
        var option = DumpOptionList.All.Single(option => option.Name == name);
        var words = SampleOf(option);
        var choice = option.Get(option.Parse(new DumpChoices(), words, name));
        using var task = new DumpPgClone();

        Assert.Equal(choice, option.Get(Set(task, option.Property, words, choice).ToOptions()));
        Assert.Equal(choice, option.Get(Set(new PgCloneDumpSettings(), option.Property, words, choice).ToOptions("/")));
    }

    [Fact]
    public void What_says_where_a_restore_goes_arrives_through_every_door()
    {
        using var task = new RestorePgClone { ProjectDirectory = "/", Source = "s", Database = "d", Storage = "/dumps", Config = "c", ConnectionVariable = "PATH" };
        var cake = new PgCloneRestoreSettings { Source = "s", Database = "d", Storage = "/dumps", Config = "c", Connection = "x" };
        var fixture = new PgCloneFixtureOptions { Source = "s", Database = "d", Storage = "/dumps", Config = "c", Connection = "x" };

        Assert.All(
            new[] { task.ToOptions() with { Connection = "x" }, cake.ToOptions("/"), fixture.ToRestoreOptions() },
            options => Assert.Equal(("s", "d", "/dumps", "c", "x"), (options.Source, options.Database, options.Storage, options.Config, options.Connection)));
        Assert.Equal(Environment.GetEnvironmentVariable("PATH"), task.ToOptions().Connection);
    }

    [Fact]
    public void What_is_copied_arrives_through_every_door()
    {
        using var task = new CopyPgClone { ProjectDirectory = "/", Name = "n", Database = "d", ConnectionVariable = "PATH", Replace = true, EndSessions = true, DryRun = true };
        var cake = new PgCloneCopySettings { Name = "n", Database = "d", Connection = "x", Replace = true, EndSessions = true, DryRun = true };

        Assert.All(
            new[] { task.ToOptions() with { Connection = "x" }, cake.ToOptions() },
            options => Assert.Equal(new CopyOptions { Name = "n", Database = "d", Connection = "x", Replace = true, EndSessions = true, DryRun = true }, options));
    }

    [Fact]
    public void A_value_that_is_none_is_refused_under_the_name_that_the_user_wrote()
    {
        using var task = new RestorePgClone { Jobs = "many" };

        var error = Assert.Throws<Diagnostics.PgCloneException>(task.ToOptions);

        Assert.Equal("PgCloneJobs must be a whole number of at least 1, but was 'many'.", error.What);
    }

    private static string[] SampleOf<T>(OptionDefinition<T> option) => option switch
    {
        { Words: [.., var last] } => [last],
        { Placeholder: "number" } => ["3"],
        { Placeholder: "time" } => ["10m"],
        { Placeholder: "method" } => ["zstd:3"],
        { Placeholder: "old=new" } => ["a=b", "c="],
        { IsList: true } => ["one", "two"],
        _ => ["one"],
    };

    /// <summary>Sets a property in the way of its door: as text, as a list that is there already, or as the engine has it.</summary>
    private static T Set<T>(T door, string name, string[] words, object? choice)
    {
        var property = typeof(T).GetProperty(name) ?? throw new InvalidOperationException($"{typeof(T).Name} has no property {name}.");
        if (property.PropertyType == typeof(string)) property.SetValue(door, words.Single());
        else if (property.PropertyType == typeof(string[])) property.SetValue(door, words);
        else if (property.CanWrite) property.SetValue(door, choice);
        else Fill(property.GetValue(door)!, words);
        return door;
    }

    private static void Fill(object list, string[] words)
    {
        foreach (var word in words)
        {
            if (list is IDictionary names) names.Add(word.Split('=')[0], word.Split('=')[1]);
            else if (list is IList<PgCloneHook> hooks) hooks.Add(new PgCloneHook(word));
            else ((IList<string>)list).Add(word);
        }
    }
}
