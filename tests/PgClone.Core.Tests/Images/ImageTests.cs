namespace PgClone.Images;

/// <summary>The tests that start servers from images, one after the other, and with one image.</summary>
[CollectionDefinition(Name)]
public sealed class ImageTests : ICollectionFixture<PushedStore>
{
    public const string Name = "Images";
}
