using PgClone.Archives;

namespace PgClone.Restoring.Planning;

/// <summary>An entry that is not restored.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Reason">Why, such as <c>privileges are left out</c>.</param>
internal sealed record SkippedEntry(TocEntry Entry, string Reason);
