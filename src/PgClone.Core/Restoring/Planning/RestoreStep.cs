using PgClone.Archives;

namespace PgClone.Restoring.Planning;

/// <summary>The SQL of one TOC entry.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Settings">What the session has to be set to.</param>
/// <param name="Batches">Lists of statements; each list is one transaction, as with stock pg_restore: the definition, then the owner.</param>
internal sealed record RestoreStep(TocEntry Entry, SessionSettings Settings, IReadOnlyList<IReadOnlyList<string>> Batches);
