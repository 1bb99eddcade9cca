using PgClone.Restoring;
using PgClone.Restoring.Planning;

namespace PgClone.Configuration.Options;

public sealed class OptionListTests
{
    [Fact]
    public void Every_choice_and_setting_is_in_its_list_once()
    {
        AssertComplete(RestoreOptionList.All);
        AssertComplete(DumpOptionList.All);
        AssertComplete(HookOptionList.All);
        AssertComplete(DatabaseOptionList.All);
        // Configurations are called after what they configure, and the folder is where the file lies.
        AssertComplete(SettingList.All, "BaseDirectory", "DumpConfigs", "RestoreConfigs");
    }

    [Fact]
    public void Defaults_are_those_of_the_plan() =>
        Assert.Equivalent(
            new RestorePlanOptions(), RestorePlanOptions.From(RestoreOptionList.All.Merge(new RestoreChoices { Jobs = new RestorePlanOptions().Jobs }, null)), strict: true);

    [Fact]
    public void Every_choice_overrides_the_named_configuration_and_keeps_what_it_does_not_give()
    {
        Assert.All(RestoreOptionList.All, option =>
        {
            var configured = option.Set(new RestoreChoices(), SampleOf(option, second: false), "");
            var chosen = option.Set(new RestoreChoices(), SampleOf(option, second: true), "");

            Assert.Equal(option.Get(configured), option.Get(RestoreOptionList.All.Merge(new RestoreChoices(), configured)));
            Assert.Equal(option.Get(chosen), option.Get(RestoreOptionList.All.Merge(chosen, configured)));
            Assert.NotEqual(option.Get(chosen), option.Get(configured));
        });
    }

    private static string[] SampleOf(OptionDefinition<RestoreChoices> option, bool second) => option switch
    {
        { Words: [var one, var other, ..] } => [second ? other : one],
        { Placeholder: "number" } => [second ? "2" : "3"],
        { Placeholder: "time" } => [second ? "2s" : "3s"],
        _ => [second ? "a=b" : "c=d"],
    };

    private static void AssertComplete<T>(IReadOnlyList<OptionDefinition<T>> options, params string[] others)
    {
        var properties = typeof(T).GetProperties().Select(property => property.Name).Where(name => name != "EqualityContract").Except(others);
        var named = options.Select(option => option.Property).Where(name => others.Length == 0 || name is not ("Dump" or "Restore"));

        Assert.Equal(properties.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }
}
