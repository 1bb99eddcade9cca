namespace PgClone;

/// <summary>What an examination found of one thing.</summary>
/// <param name="Subject">What was looked at, in a word or two.</param>
/// <param name="State">How it is.</param>
/// <param name="What">What was found, without a password.</param>
/// <param name="Advice">What to do about it; null where there is nothing to do.</param>
internal sealed record Finding(string Subject, FindingState State, string What, string? Advice = null);
