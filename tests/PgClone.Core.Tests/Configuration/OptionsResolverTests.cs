using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Hooks;
using PgClone.Restoring;
using PgClone.Restoring.Planning;

namespace PgClone.Configuration;

public sealed class OptionsResolverTests
{
    private static readonly PgCloneSettings Settings = new()
    {
        BaseDirectory = "/project",
        Database = "shop",
        Jobs = 3,
        Hooks = new Dictionary<string, HookDefinition> { ["migrate"] = new() { Sql = "m.sql" }, ["mask"] = new() { Command = ["mask"] } },
        DumpConfigs = new Dictionary<string, DumpChoices> { ["small"] = new() { Exclude = ["audit"], PreDumpHooks = ["mask"] } },
        RestoreConfigs = new Dictionary<string, RestoreChoices> { ["ci"] = new() { Jobs = 5, NoOwner = false, PreSwapHooks = ["mask"] } },
    };

    [Fact]
    public void Without_options_the_settings_apply_and_migrate_runs()
    {
        var restore = OptionsResolver.Resolve(Settings, new RestoreOptions());

        Assert.Equal(("shop", "shop", 3), (restore.Source, restore.Database, restore.PlanOptions.Jobs));
        Assert.Equal(["migrate"], restore.Hooks.Select(hook => hook.Name));
    }

    [Fact]
    public void A_named_configuration_overrides_the_settings()
    {
        var restore = OptionsResolver.Resolve(Settings, new RestoreOptions { Config = "ci" });

        Assert.Equal((5, false, true), (restore.PlanOptions.Jobs, restore.PlanOptions.NoOwner, restore.PlanOptions.NoAcl));
        Assert.Equal(["mask"], restore.Hooks.Select(hook => hook.Name));
    }

    [Fact]
    public void No_hook_runs_where_none_is_wanted_but_those_that_mask_do()
    {
        var hook = new DelegateHook("d", (_, _) => Task.CompletedTask);

        var restore = OptionsResolver.Resolve(Settings, new RestoreOptions { NoHooks = true, PreSwapHooks = ["migrate"], MaskHooks = ["mask"], Hooks = [hook] });
        var dump = OptionsResolver.Resolve(Settings, new DumpOptions { Config = "small", NoHooks = true, Hooks = [hook] });

        Assert.Empty(restore.Hooks);
        Assert.Equal(["mask"], restore.MaskHooks.Select(one => one.Name));
        Assert.Empty(dump.Hooks);
    }

    [Fact]
    public void Another_configuration_masks_as_the_default_one_does_unless_it_says_otherwise()
    {
        var settings = Settings with
        {
            RestoreConfigs = new Dictionary<string, RestoreChoices>
            {
                ["default"] = new() { MaskHooks = ["mask"] }, ["quick"] = new() { Jobs = 1 }, ["bare"] = new() { MaskHooks = [] }, ["other"] = new() { MaskHooks = ["migrate"] },
            },
        };

        string[] Masks(string? config, IReadOnlyList<string>? explicitly = null) =>
            [.. OptionsResolver.Resolve(settings, new RestoreOptions { Config = config, MaskHooks = explicitly }).MaskHooks.Select(hook => hook.Name)];

        Assert.Equal([["mask"], ["mask"], [], ["migrate"], ["migrate"]], [Masks(null), Masks("quick"), Masks("bare"), Masks("other"), Masks("quick", ["migrate"])]);
    }

    [Fact]
    public void The_dump_configuration_follows_the_option_then_the_named_configuration()
    {
        var settings = Settings with { RestoreConfigs = new Dictionary<string, RestoreChoices> { ["ci"] = new() { DumpConfig = "small" } } };

        Assert.Null(OptionsResolver.Resolve(settings, new RestoreOptions()).DumpConfig);
        Assert.Equal("small", OptionsResolver.Resolve(settings, new RestoreOptions { Config = "ci" }).DumpConfig);
        Assert.Equal("nightly", OptionsResolver.Resolve(settings, new RestoreOptions { Config = "ci", DumpConfig = "nightly" }).DumpConfig);
    }

    [Fact]
    public void A_dump_of_one_configuration_and_the_wish_for_another_exclude_each_other()
    {
        var options = new RestoreOptions { Source = "shop/2026_11_20_00_00_00_000000.default.dump", DumpConfig = "nightly" };

        var error = Assert.Throws<PgCloneException>(() => OptionsResolver.Resolve(Settings, options));

        Assert.Equal(ErrorCode.InvalidOption, error.Code);
    }

    [Fact]
    public void An_explicit_option_overrides_the_named_configuration()
    {
        var restore = OptionsResolver.Resolve(Settings, new RestoreOptions { Config = "ci", Jobs = 1, NoOwner = true, PreSwapHooks = [] });

        Assert.Equal((1, true), (restore.PlanOptions.Jobs, restore.PlanOptions.NoOwner));
        Assert.Empty(restore.Hooks);
    }

    [Fact]
    public void Everything_but_ownership_privileges_and_subscriptions_is_restored_by_default()
    {
        var restore = OptionsResolver.Resolve(Settings, new RestoreOptions());

        Assert.Equal(
            new RestorePlanOptions
            {
                NoOwner = true, NoAcl = true, NoComments = false, NoPublications = false, NoSubscriptions = true, NoSecurityLabels = false,
            },
            WhatIsLeftOut(restore));
    }

    [Fact]
    public void What_is_left_out_follows_the_options_then_the_named_configuration()
    {
        var settings = Settings with
        {
            RestoreConfigs = new Dictionary<string, RestoreChoices>
            {
                ["bare"] = new() { NoComments = true, NoPublications = true, NoSubscriptions = false, NoSecurityLabels = true },
            },
        };

        var configured = OptionsResolver.Resolve(settings, new RestoreOptions { Config = "bare" });
        var explicitly = OptionsResolver.Resolve(settings, new RestoreOptions { Config = "bare", NoComments = false, NoSubscriptions = true });

        Assert.Equal(
            new RestorePlanOptions { NoComments = true, NoPublications = true, NoSubscriptions = false, NoSecurityLabels = true },
            WhatIsLeftOut(configured));
        Assert.Equal(
            new RestorePlanOptions { NoComments = false, NoPublications = true, NoSubscriptions = true, NoSecurityLabels = true },
            WhatIsLeftOut(explicitly));
    }

    [Fact]
    public void Hooks_given_as_objects_run_after_the_named_ones()
    {
        var restore = OptionsResolver.Resolve(Settings, new RestoreOptions { Hooks = [new DelegateHook("mine", (_, _) => Task.CompletedTask)] });

        Assert.Equal(["migrate", "mine"], restore.Hooks.Select(hook => hook.Name));
    }

    [Fact]
    public void A_dump_is_named_after_its_configuration_until_explicit_options_change_it()
    {
        Assert.Equal("default", OptionsResolver.Resolve(Settings, new DumpOptions()).ConfigInKey);
        Assert.Equal("small", OptionsResolver.Resolve(Settings, new DumpOptions { Config = "small" }).ConfigInKey);
        Assert.Equal("_custom", OptionsResolver.Resolve(Settings, new DumpOptions { Config = "small", Exclude = ["log"] }).ConfigInKey);
    }

    [Fact]
    public void A_dump_takes_excludes_and_hooks_from_its_configuration()
    {
        var dump = OptionsResolver.Resolve(Settings, new DumpOptions { Config = "small" });

        Assert.Equal(["audit"], dump.Choices.Exclude);
        Assert.Equal(["audit"], dump.Content.Selected.Selection.ExcludeData);
        Assert.Equal(["mask"], dump.Hooks.Select(hook => hook.Name));
    }

    [Fact]
    public void What_is_not_defined_is_refused_with_what_is()
    {
        var config = Assert.Throws<PgCloneException>(() => OptionsResolver.Resolve(Settings, new RestoreOptions { Config = "cu" }));
        var hook = Assert.Throws<PgCloneException>(() => OptionsResolver.Resolve(Settings, new RestoreOptions { PreSwapHooks = ["mgrate"] }));

        Assert.Equal((ErrorCode.InvalidOption, ErrorCode.HookNotFound), (config.Code, hook.Code));
        Assert.Contains("ci", config.Message, StringComparison.Ordinal);
        Assert.Contains("migrate", hook.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_database_anywhere_nothing_is_done()
    {
        var settings = Settings with { Database = null };

        Assert.Equal(ErrorCode.InvalidOption, Assert.Throws<PgCloneException>(() => OptionsResolver.Resolve(settings, new RestoreOptions())).Code);
        Assert.Equal(ErrorCode.InvalidOption, Assert.Throws<PgCloneException>(() => OptionsResolver.Resolve(settings, new DumpOptions())).Code);
    }

    [Fact]
    public void Dumps_and_restores_can_be_switched_off()
    {
        var off = Settings with { AllowDump = false, AllowRestore = false };

        Assert.Equal(ErrorCode.NotAllowed, Assert.Throws<PgCloneException>(() => OptionsResolver.Resolve(off, new RestoreOptions())).Code);
        Assert.Equal(ErrorCode.NotAllowed, Assert.Throws<PgCloneException>(() => OptionsResolver.Resolve(off, new DumpOptions())).Code);
    }

    [Fact]
    public void Sections_and_names_follow_the_options_then_the_named_configuration()
    {
        var settings = Settings with
        {
            RestoreConfigs = new Dictionary<string, RestoreChoices>
            {
                ["ci"] = new() { SkipSections = [ArchiveSection.PostData], RoleMap = Map("a", "b"), TablespaceMap = Map("fast", ""), IncludeTables = ["app.*"] },
            },
        };

        var configured = OptionsResolver.Resolve(settings, new RestoreOptions { Config = "ci" }).PlanOptions;
        var explicitly = OptionsResolver.Resolve(settings, new RestoreOptions { Config = "ci", SkipSections = [ArchiveSection.Data], RoleMap = Map("a", "c") }).PlanOptions;

        Assert.Equal([ArchiveSection.PostData], configured.SkipSections);
        Assert.Equal(("b", "", "app.*"), (configured.RoleMap["a"], configured.TablespaceMap["fast"], configured.Selection.IncludeTables.Single()));
        Assert.Equal([ArchiveSection.Data], explicitly.SkipSections);
        Assert.Equal(("c", "", "app.*"), (explicitly.RoleMap["a"], explicitly.TablespaceMap["fast"], explicitly.Selection.IncludeTables.Single()));

        static Dictionary<string, string> Map(string from, string to) => new() { [from] = to };
    }

    [Theory]
    [InlineData(ArchiveSection.PreData)]
    [InlineData(ArchiveSection.None)]
    public void A_section_that_cannot_be_skipped_is_refused(ArchiveSection section)
    {
        var failure = Assert.Throws<PgCloneException>(() => OptionsResolver.Resolve(Settings, new RestoreOptions { SkipSections = [section] }));

        Assert.Equal(ErrorCode.InvalidOption, failure.Code);
        Assert.Contains("always goes into a new database", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_pg_restore_cannot_do_is_refused()
    {
        var names = new Dictionary<string, string> { ["a"] = "b" };
        RestoreOptions[] impossible =
        [
            new() { Exclude = ["log"] }, new() { IncludeData = ["log"] }, new() { IncludeTables = ["log"] }, new() { ExcludeSchemas = ["tmp"] },
            new() { RoleMap = names }, new() { TablespaceMap = names }, new() { OnError = ErrorPolicy.Continue },
        ];

        Assert.All(impossible, options =>
        {
            var failure = Assert.Throws<PgCloneException>(() => OptionsResolver.Resolve(Settings, options with { Engine = RestoreEngine.PgRestore }));

            Assert.Equal(ErrorCode.InvalidOption, failure.Code);
            Assert.StartsWith("pg_restore has no way to ", failure.What, StringComparison.Ordinal);
        });
        Assert.Equal(RestoreEngine.PgRestore, OptionsResolver.Resolve(Settings, new RestoreOptions { Engine = RestoreEngine.PgRestore, SkipSections = [ArchiveSection.Data] }).Engine);
    }

    [Fact]
    public void Fewer_than_one_job_is_refused() =>
        Assert.Equal(
            ErrorCode.InvalidOption,
            Assert.Throws<PgCloneException>(() => OptionsResolver.Resolve(Settings, new RestoreOptions { Jobs = 0 })).Code);

    private static RestorePlanOptions WhatIsLeftOut(ResolvedRestore restore) =>
        restore.PlanOptions with { Jobs = new RestorePlanOptions().Jobs, Selection = Selection.Everything, SkipSections = new RestorePlanOptions().SkipSections };
}
