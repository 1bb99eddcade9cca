using PgClone.Diagnostics;

namespace PgClone.S3;

public sealed class S3LocationTests
{
    [Theory]
    [InlineData("s3://bucket", "bucket", "", "s3://bucket")]
    [InlineData("s3://bucket/", "bucket", "", "s3://bucket")]
    [InlineData("S3://bucket/a/b/", "bucket", "a/b/", "s3://bucket/a/b")]
    [InlineData("s3://bucket/a%20b%2B?region=eu-west-1", "bucket", "a b+/", "s3://bucket/a b+")]
    public void Reads_bucket_and_prefix(string text, string bucket, string prefix, string display)
    {
        var location = S3Location.Parse(text);

        Assert.Equal((bucket, prefix, display), (location.Bucket, location.Prefix, location.ToString()));
    }

    [Fact]
    public void Reads_settings()
    {
        var location = S3Location.Parse(
            "s3://bucket?endpoint=http://127.0.0.1:8000&path-style=false&region=eu&profile=p&sse=aws:kms&kms-key=k&bucket-key=true&storage-class=GLACIER_IR&tags=a=b,c=d&requester-pays=true");

        Assert.Equal(("http://127.0.0.1:8000/", false, "eu", "p"), (location.Endpoint!.AbsoluteUri, location.PathStyle!.Value, location.Region, location.Profile));
        Assert.Equal(("aws:kms", "k", true, "GLACIER_IR", true), (location.Encryption, location.KmsKey, location.BucketKey, location.StorageClass, location.RequesterPays));
        Assert.Equal([KeyValuePair.Create("a", "b"), KeyValuePair.Create("c", "d")], location.Tags);
    }

    [Theory]
    [InlineData("s3://bucket?regoin=eu", "Did you mean region?")]
    [InlineData("s3://bucket?path-style=yes", "true or false")]
    [InlineData("s3://bucket?sse=none", "AES256 or aws:kms")]
    [InlineData("s3://bucket?kms-key=k", "kms-key needs sse=aws:kms")]
    [InlineData("s3://bucket?region=", "has no value")]
    [InlineData("s3://bucket?endpoint=ftp://x", "http:// or https://")]
    [InlineData("s3://bucket#x", "%23")]
    [InlineData("s3:bucket", "not complete")]
    [InlineData("s3://b/x", "can't be the name of a bucket")]
    public void Refuses_what_it_can_not_use(string text, string expected)
    {
        var e = Assert.Throws<PgCloneException>(() => S3Location.Parse(text));

        Assert.Equal(ErrorCode.InvalidOption, e.Code);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3://key:hidden-word@bucket/x")]
    [InlineData("s3://hidden-word@bucket/x")]
    [InlineData("s3://bucket?secret-access-key=hidden-word")]
    [InlineData("s3://bucket?aws_access_key_id=hidden-word")]
    [InlineData("s3://bucket?session-token=hidden-word")]
    [InlineData("s3://bucket?endpoint=http://me:hidden-word@host")]
    public void Refuses_credentials_without_repeating_them(string text)
    {
        var e = Assert.Throws<PgCloneException>(() => S3Location.Parse(text));

        Assert.Equal(ErrorCode.InvalidOption, e.Code);
        Assert.DoesNotContain("hidden-word", e.ToString(), StringComparison.Ordinal);
    }
}
