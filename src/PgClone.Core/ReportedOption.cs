namespace PgClone;

/// <summary>What a setting or choice is, and why.</summary>
/// <param name="Name">Its name in <c>pgclone.json</c>.</param>
/// <param name="Value">Its value as people write it, without any password; what holds by default, in words; null where there is neither.</param>
/// <param name="Origin">Where it comes from: an option, a variable, file and line, or <c>default</c>.</param>
internal sealed record ReportedOption(string Name, string? Value, string Origin);
