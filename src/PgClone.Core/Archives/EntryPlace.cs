namespace PgClone.Archives;

/// <summary>Where an entry is written in a table of contents.</summary>
/// <param name="DumpId">The entry's dump id.</param>
/// <param name="HasData">Whether it has a data block.</param>
/// <param name="Start">The position of its first byte.</param>
/// <param name="End">The position behind its last byte. What it ends with is where its data block lies: a flag and an offset.</param>
internal readonly record struct EntryPlace(int DumpId, bool HasData, int Start, int End);
