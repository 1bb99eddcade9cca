namespace PgClone.Databases;

public sealed class DatabaseMarkerTests
{
    [Fact]
    public void Reads_what_it_wrote()
    {
        var marker = DatabaseMarker.Create(DatabaseMarker.Temporary, "it's \"größe\"", "app/default/2024");

        Assert.Equal(marker, DatabaseMarker.Parse(marker.ToComment()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("the customers' database")]
    [InlineData("{\"role\":\"temporary\"}")]
    [InlineData("{\"pgclone\":")]
    [InlineData("{\"pgclone\":null}")]
    public void Takes_no_other_comment_for_its_own(string? comment) => Assert.Null(DatabaseMarker.Parse(comment));
}
