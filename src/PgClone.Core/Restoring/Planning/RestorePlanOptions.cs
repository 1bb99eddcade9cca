using System.Collections.Frozen;
using PgClone.Archives;
using PgClone.Configuration;
using PgClone.Diagnostics;

namespace PgClone.Restoring.Planning;

/// <summary>What is to be restored of an archive, and how.</summary>
internal sealed record RestorePlanOptions
{
    /// <summary>Connections used at once.</summary>
    public int Jobs { get; init; } = 2;

    /// <summary>What to do about an entry that fails.</summary>
    public ErrorPolicy OnError { get; init; }

    /// <summary>What to do about extensions that can't be had.</summary>
    public ExtensionPolicy MissingExtensions { get; init; }

    /// <summary>Whether what is left out hangs on the server and the user.</summary>
    public bool LeavesOutMissing => MissingExtensions == ExtensionPolicy.LeaveOut;

    /// <summary>Whether a restore without one of its extensions is of no use.</summary>
    public bool NeedsExtensions => MissingExtensions == ExtensionPolicy.Refuse && OnError == ErrorPolicy.Stop;

    /// <summary>Leaves objects with the user that restores.</summary>
    public bool NoOwner { get; init; } = true;

    /// <summary>Leaves out privileges and default privileges.</summary>
    public bool NoAcl { get; init; } = true;

    /// <summary>Leaves out subscriptions: a database that has one can't be dropped without it, and a copy must never feed from the original's publisher.</summary>
    public bool NoSubscriptions { get; init; } = true;

    /// <summary>Leaves out publications and what they publish.</summary>
    public bool NoPublications { get; init; }

    /// <summary>Leaves out comments.</summary>
    public bool NoComments { get; init; }

    /// <summary>Leaves out security labels.</summary>
    public bool NoSecurityLabels { get; init; }

    /// <summary>The schemas, tables, rows and extensions to restore.</summary>
    public Selection Selection { get; init; } = Selection.Everything;

    /// <summary>Sections that are left out.</summary>
    public IReadOnlySet<ArchiveSection> SkipSections { get; init; } = FrozenSet<ArchiveSection>.Empty;

    /// <summary>The new names of roles, by those in the archive.</summary>
    public IReadOnlyDictionary<string, string> RoleMap { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The new names of tablespaces, by those in the archive; empty is the database's own.</summary>
    public IReadOnlyDictionary<string, string> TablespaceMap { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>What becomes of the roles that an archive names.</summary>
    public RoleNames RolesOf(Archive archive) => new(RoleMap, !NoOwner, archive.StandardConformingStrings);

    /// <summary>The name that a tablespace of the archive gets.</summary>
    public string TablespaceOf(string dumped) => TablespaceMap.GetValueOrDefault(dumped, dumped);

    /// <summary>What was chosen, with the defaults of this record where nothing was.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidOption"/>: a section can't be skipped.</exception>
    public static RestorePlanOptions From(RestoreChoices choices)
    {
        var defaults = new RestorePlanOptions();
        return new RestorePlanOptions
        {
            Jobs = choices.Jobs ?? defaults.Jobs,
            OnError = choices.OnError ?? defaults.OnError,
            MissingExtensions = choices.MissingExtensions ?? defaults.MissingExtensions,
            NoOwner = choices.NoOwner ?? defaults.NoOwner,
            NoAcl = choices.NoAcl ?? defaults.NoAcl,
            NoSubscriptions = choices.NoSubscriptions ?? defaults.NoSubscriptions,
            NoPublications = choices.NoPublications ?? defaults.NoPublications,
            NoComments = choices.NoComments ?? defaults.NoComments,
            NoSecurityLabels = choices.NoSecurityLabels ?? defaults.NoSecurityLabels,
            Selection = new Selection
            {
                IncludeSchemas = choices.IncludeSchemas ?? [],
                ExcludeSchemas = choices.ExcludeSchemas ?? [],
                IncludeTables = choices.IncludeTables ?? [],
                ExcludeTables = choices.ExcludeTables ?? [],
                ExcludeExtensions = choices.ExcludeExtensions ?? [],
                IncludeData = choices.IncludeData ?? [],
                ExcludeData = choices.Exclude ?? [],
            },
            SkipSections = Skippable(choices.SkipSections ?? []),
            RoleMap = choices.RoleMap ?? defaults.RoleMap,
            TablespaceMap = choices.TablespaceMap ?? defaults.TablespaceMap,
        };
    }

    private static HashSet<ArchiveSection> Skippable(IReadOnlyList<ArchiveSection> sections) =>
        sections.All(section => section is ArchiveSection.Data or ArchiveSection.PostData)
            ? [.. sections]
            : throw new PgCloneException(
                ErrorCode.InvalidOption, "Only the sections data and post-data can be skipped.", why: "A restore always goes into a new database, which has no tables yet.");
}
