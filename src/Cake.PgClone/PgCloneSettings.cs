using Cake.Core.IO;

namespace Cake.PgClone;

/// <summary>What every alias can be told. What stays null is as the environment (<c>PGCLONE_*</c>) or <c>pgclone.json</c> says.</summary>
public abstract class PgCloneSettings
{
    /// <summary>Where the search for <c>pgclone.json</c> starts, going upwards. Default: the script's working directory.</summary>
    public DirectoryPath? WorkingDirectory { get; set; }

    /// <summary>An object of its own, since those that scripts hand over stay as they are; the lists are shared, and only read.</summary>
    internal PgCloneSettings Copy() => (PgCloneSettings)MemberwiseClone();
}
