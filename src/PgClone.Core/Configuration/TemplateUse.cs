namespace PgClone.Configuration;

/// <summary>Whether restores keep templates on the server, to copy them the next time.</summary>
public enum TemplateUse
{
    /// <summary>On the embedded server, and on servers that say <c>pgclone.allow_templates = on</c>.</summary>
    Auto,

    /// <summary>On every server that does not say <c>pgclone.allow_templates = off</c>.</summary>
    On,

    /// <summary>Nowhere.</summary>
    Off,
}
