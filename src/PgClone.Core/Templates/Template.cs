namespace PgClone.Templates;

/// <summary>A template on a server.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Marker">What it says about itself; null where it says nothing that can be read.</param>
/// <param name="IsSealed">Whether nobody can connect to it.</param>
/// <param name="IsIntact">Whether the server has nothing against it: not half dropped, its collations of the version that it was made with.</param>
/// <param name="Sessions">How many sessions the server has counted on it so far.</param>
/// <param name="Oid">The server's number of it: one that is made anew has another.</param>
/// <param name="Bytes">Its size; null where the user may not know.</param>
internal sealed record Template(string Name, TemplateMarker? Marker, bool IsSealed, bool IsIntact, long? Sessions, long Oid, long? Bytes)
{
    /// <summary>Whether a copy of it is what a restore would make.</summary>
    /// <param name="key">What is wanted.</param>
    /// <param name="notBefore">When it has to have been made at the earliest.</param>
    public bool Holds(TemplateKey key, DateTimeOffset notBefore) => Marker?.Key == key.Value && WhyUnusable is null && Marker.Created >= notBefore;

    /// <summary>Why nothing can be copied from it; null where it can.</summary>
    public string? WhyUnusable =>
        Marker is null ? "its comment is not that of a template"
        : !IsSealed ? "it lets sessions in"
        : !IsIntact ? "it was half dropped, or its collations were made by another version of their library"
        : Marker.Sessions is { } counted && counted != Sessions ? "somebody has connected to it, or the server lost its counts in a crash"
        : null;
}
