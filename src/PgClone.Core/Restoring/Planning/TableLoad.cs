using PgClone.Archives;

namespace PgClone.Restoring.Planning;

/// <summary>The rows of one TABLE DATA entry.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Block">Where its data block lies.</param>
/// <param name="Settings">What a session has to be set to.</param>
/// <param name="OwnsTable">Whether nothing else writes to the table, so that it can be truncated and loaded frozen in one transaction.</param>
/// <param name="ComputesValues">Whether functions of the dump compute what is stored, or where it is stored: without the rows that they read they compute something else, and no error.</param>
internal sealed record TableLoad(TocEntry Entry, BlockLocation Block, SessionSettings Settings, bool OwnsTable, bool ComputesValues = false);
