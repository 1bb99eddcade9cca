using Npgsql;
using PgClone.Diagnostics;

namespace PgClone.Servers.Connecting;

public sealed class ConnectionTextTests
{
    [Theory]
    [InlineData("postgres://me:s%3Bcret@db.example:6432/shop", "Host=db.example;Port=6432;Username=me;Password=\"s;cret\";Database=shop")]
    [InlineData("postgresql://db.example", "Host=db.example")]
    [InlineData("  POSTGRES://me@db.example/  ", "Host=db.example;Username=me")]
    [InlineData("postgres://me:p@ss@db.example/shop", "Host=db.example;Username=me;Password=p@ss;Database=shop")]
    [InlineData("postgres://me@[::1]:6432/shop", "Host=::1;Port=6432;Username=me;Database=shop")]
    [InlineData("postgres://one:1,two:2/shop?target_session_attrs=read-write", "Host=\"one:1,two:2\";Database=shop;Target Session Attributes=read-write")]
    [InlineData("postgres:///shop?host=/run/postgresql&user=me", "Host=/run/postgresql;Username=me;Database=shop")]
    [InlineData(
        "postgres://db/shop?sslmode=verify-full&sslrootcert=/etc/ca%20own.pem&connect_timeout=5&application_name=a%26b",
        "Host=db;Database=shop;SSL Mode=VerifyFull;Root Certificate=/etc/ca own.pem;Timeout=5;Application Name=a&b")]
    [InlineData("Host=db;Port=5433;Username=me", "Host=db;Port=5433;Username=me")]
    [InlineData("Host=db;Application Name=two words", "Host=db;Application Name=two words")]
    public void Reads_what_people_write(string text, string expected) =>
        Assert.True(new NpgsqlConnectionStringBuilder(expected).EquivalentTo(Read(text)), Read(text).ConnectionString);

    [Theory]
    [InlineData("postgres://me:hidden@db/shop?sslmoed=require", "'sslmoed'")]
    [InlineData("postgres://me:hidden@db:hidden/shop", "port")]
    [InlineData("postgres://me:hidden@[::1/shop", "bracket")]
    [InlineData("postgres://me:12/hidden@db/shop", "%2F")]
    [InlineData("postgres://me:12?hidden@db/shop", "%3F")]
    [InlineData("postgres://", "names no host")]
    [InlineData("host=db port=5432 password=hidden", "semicolons")]
    [InlineData("host = db dbname = shop", "semicolons")]
    [InlineData("host=db port=1 password='hid den;hidden' dbname=x", "semicolons")]
    [InlineData("host='my host' port=1;password=hidden", "semicolons")]
    [InlineData("Host=db;Options='a;hidden=x';Prot=1", "can't be read")]
    [InlineData("Host=db;hid-den.x=1", "can't be read")]
    [InlineData("Host=db;Prot=5432;Password=hidden", "'Prot'")]
    [InlineData("Host=db;Port=hidden", "'Port'")]
    [InlineData("Host=db;Password=hidden;hidden=x", "in quotes")]
    [InlineData("Host=db;Password=hid;den", "in quotes")]
    [InlineData("hidden", "not a list of keywords")]
    [InlineData("Username=me;Password=hidden", "names no host")]
    [InlineData("Host=0.0.0.0;Password=hidden", "listen on")]
    [InlineData("Host=db,0.0.0.0:5433;Password=hidden", "listen on")]
    [InlineData("postgres://me:hidden@[::]:5432/shop", "listen on")]
    [InlineData("Host=db;Password=hidden;Target Session Attributes=primary", "several hosts")]
    public void Explains_what_it_cannot_read_and_shows_no_value(string text, string why)
    {
        var error = Assert.Throws<PgCloneException>(() => ConnectionText.Parse(text, "the environment variable SHOP_DB"));

        Assert.Equal((ErrorCode.InvalidOption, "the environment variable SHOP_DB"), (error.Code, error.Where));
        Assert.Contains(why, error.What, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Passfile=/nowhere/file")]
    [InlineData("SSL Mode=VerifyFull;Root Certificate=/nowhere/file")]
    [InlineData("SSL Certificate=/nowhere/file")]
    public void Names_a_file_that_is_not_there(string keywords)
    {
        var error = Assert.Throws<PgCloneException>(() => ConnectionText.Parse("Host=db;" + keywords, "connection in pgclone.json"));

        Assert.Equal((ErrorCode.InvalidOption, "/nowhere/file"), (error.Code, error.Where));
        Assert.Contains("connection in pgclone.json", error.Advice, StringComparison.Ordinal);
    }

    /// <summary>A URL as it is, since the files that it names are not there.</summary>
    private static NpgsqlConnectionStringBuilder Read(string text) => ConnectionUrl.IsUrl(text) ? ConnectionUrl.Parse(text) : ConnectionText.Parse(text);
}
