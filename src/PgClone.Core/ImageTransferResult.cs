namespace PgClone;

/// <summary>An image that lies both on this machine and in a store now.</summary>
/// <param name="Image">The image.</param>
/// <param name="Location">Where it was to go.</param>
/// <param name="IsNew">False where one with its name lay there already.</param>
public sealed record ImageTransferResult(StoredImage Image, string Location, bool IsNew);
