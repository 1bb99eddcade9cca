namespace PgClone.Storage;

/// <summary>A file on a store's shelf.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="Written">When it was put there.</param>
internal sealed record ShelvedFile(string Name, long Length, DateTimeOffset Written);
