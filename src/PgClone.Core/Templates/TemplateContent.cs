namespace PgClone.Templates;

/// <summary>What is to be told of a restore whose result is a copy.</summary>
/// <param name="Tables">How many tables were filled.</param>
/// <param name="Rows">How many rows were loaded.</param>
/// <param name="Notices">What was passed over or adapted, a sentence each.</param>
internal sealed record TemplateContent(int Tables, long Rows, IReadOnlyList<string> Notices);
