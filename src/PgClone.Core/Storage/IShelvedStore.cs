namespace PgClone.Storage;

/// <summary>A store in which more may lie than dumps.</summary>
internal interface IShelvedStore
{
    IShelf Shelf { get; }
}
