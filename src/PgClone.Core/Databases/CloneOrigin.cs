namespace PgClone.Databases;

/// <summary>What a clone is a copy of.</summary>
/// <param name="Template">The template's whole key.</param>
/// <param name="TemplateOid">The server's number of the template: one that is made anew under the same key has another.</param>
/// <param name="Sessions">How many sessions the server had counted on the clone when it was ready; null where it does not count them reliably.</param>
internal sealed record CloneOrigin(string Template, long TemplateOid, long? Sessions);
