using PgClone.Archives;

namespace PgClone.Restoring.Planning;

/// <summary>Decides which entries are restored.</summary>
internal sealed class EntrySelection(RestorePlanOptions options, RestoreTarget target, LeftOut leftOut, MissingRoles missingRoles)
{
    /// <summary>Why an entry is left out; null if it isn't. Empty for what is no object but a setting of the archive.</summary>
    public string? ReasonToSkip(TocEntry entry) => entry.Type switch
    {
        "ENCODING" or "STDSTRINGS" or "SEARCHPATH" or "<Init>" or "Max OID" or "WARNING" => "",
        "DATABASE" or "DATABASE PROPERTIES" => "the database itself is not restored",
        "COMMENT" or "ACL" or "SECURITY LABEL" when IsOn(entry, "DATABASE") => "the database itself is not restored",
        "ACL" or "ACL LANGUAGE" or "DEFAULT ACL" when options.NoAcl => "privileges are left out",
        "COMMENT" when options.NoComments => "comments are left out",
        "SECURITY LABEL" when options.NoSecurityLabels => "security labels are left out",
        "SUBSCRIPTION" when options.NoSubscriptions => "subscriptions are left out",
        "COMMENT" or "SECURITY LABEL" when options.NoSubscriptions && IsOn(entry, "SUBSCRIPTION") => "subscriptions are left out",
        "PUBLICATION" or "PUBLICATION TABLE" or "PUBLICATION TABLES IN SCHEMA" when options.NoPublications => "publications are left out",
        "COMMENT" or "SECURITY LABEL" when options.NoPublications && IsOn(entry, "PUBLICATION") => "publications are left out",
        "STATISTICS DATA" when target.Version.Major < 18 => "the server has no way to restore statistics",
        "EXTENDED STATISTICS DATA" when target.Version.Major < 19 => "the server has no way to restore extended statistics",
        _ => leftOut.ReasonFor(entry) ?? (missingRoles.LeavesOut(entry) ? MissingRoles.Reason : null),
    };

    private static bool IsOn(TocEntry entry, string type) => entry.Tag.StartsWith(type + " ", StringComparison.Ordinal);
}
