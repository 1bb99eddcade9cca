namespace PgClone.Manifests;

/// <summary>An archive's header and table of contents.</summary>
/// <param name="Bytes">Their size.</param>
/// <param name="Sha256">Their hash, in hexadecimal digits.</param>
internal sealed record ManifestHead(long Bytes, string Sha256);
