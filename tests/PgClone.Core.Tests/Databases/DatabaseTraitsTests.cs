using PgClone.Servers;

namespace PgClone.Databases;

public sealed class DatabaseTraitsTests
{
    public static TheoryData<string, object> Statements => new()
    {
        {
            "CREATE DATABASE app WITH TEMPLATE = template0 ENCODING = 'UTF8' LC_COLLATE = 'en_US.utf8' LC_CTYPE = 'de_DE.utf8';\n",
            new DatabaseTraits("UTF8", "libc", "en_US.utf8", "de_DE.utf8")
        },
        {
            "CREATE DATABASE app WITH TEMPLATE = template0 ENCODING = 'UTF8' LC_COLLATE = 'C' LC_CTYPE = 'C' TABLESPACE = fast;",
            new DatabaseTraits("UTF8", "libc", "C", "C")
        },
        {
            "CREATE DATABASE app WITH TEMPLATE = template0 ENCODING = 'SQL_ASCII' LOCALE = 'C';",
            new DatabaseTraits("SQL_ASCII", "libc", "C", "C")
        },
        {
            "CREATE DATABASE app WITH TEMPLATE = template0 ENCODING = 'UTF8' LOCALE_PROVIDER = libc LOCALE = 'C.UTF-8';",
            new DatabaseTraits("UTF8", "libc", "C.UTF-8", "C.UTF-8")
        },
        {
            "CREATE DATABASE app WITH TEMPLATE = template0 ENCODING = 'UTF8' LOCALE_PROVIDER = icu LOCALE = 'en_US.UTF-8' ICU_LOCALE = 'de-AT' ICU_RULES = '&V << w, ''x''';",
            new DatabaseTraits("UTF8", "icu", "en_US.UTF-8", "en_US.UTF-8", "de-AT", "&V << w, 'x'")
        },
        {
            "CREATE DATABASE app WITH TEMPLATE = template0 ENCODING = 'UTF8' LOCALE_PROVIDER = builtin LOCALE = 'C' BUILTIN_LOCALE = 'C.UTF-8';",
            new DatabaseTraits("UTF8", "builtin", "C", "C", "C.UTF-8")
        },
        {
            "CREATE DATABASE \"we'ird ENCODING = 'LATIN1'\" WITH TEMPLATE = template0 ENCODING = 'EUC_JP' LC_COLLATE = 'ja_JP.eucjp' LC_CTYPE = 'ja_JP.eucjp';",
            new DatabaseTraits("EUC_JP", "libc", "ja_JP.eucjp", "ja_JP.eucjp")
        },
        { "", new DatabaseTraits() },
    };

    [Theory]
    [MemberData(nameof(Statements))]
    public void Reads_the_statement_of_any_pg_dump(string statement, object traits) => Assert.Equal(traits, DatabaseTraits.Parse(statement));

    [Fact]
    public void Leaves_out_what_an_older_server_does_not_know()
    {
        var traits = new DatabaseTraits("UTF8", "libc", "C", "C");

        Assert.Equal("ENCODING = 'UTF8' LC_COLLATE = 'C' LC_CTYPE = 'C'", traits.ToOptions(new PostgresVersion(14, 0)));
        Assert.Equal("ENCODING = 'UTF8' LOCALE_PROVIDER = 'libc' LC_COLLATE = 'C' LC_CTYPE = 'C'", traits.ToOptions(new PostgresVersion(15, 0)));
    }

    [Fact]
    public void Falls_back_to_the_closest_locale_and_keeps_the_encoding()
    {
        var traits = new DatabaseTraits("UTF8", "libc", "C", "en_US.utf8");

        var collations = traits.WithFallbacks(new PostgresVersion(15, 0)).Select(t => $"{t.Encoding} {t.DescribeLocale()}");

        Assert.Equal(["UTF8 C/en_US.utf8", "UTF8 C/en_US.UTF-8", "UTF8 C/C.UTF-8", "UTF8 C"], collations);
    }

    [Fact]
    public void Does_not_give_a_locale_of_UTF8_to_another_encoding()
    {
        var traits = new DatabaseTraits("LATIN1", "libc", "de_DE", "de_DE");

        var collations = traits.WithFallbacks(new PostgresVersion(15, 0)).Select(t => $"{t.Encoding} {t.DescribeLocale()}");

        Assert.Equal(["LATIN1 de_DE", "LATIN1 C"], collations);
    }

    [Fact]
    public void Replaces_a_provider_that_the_server_does_not_have()
    {
        var traits = new DatabaseTraits("UTF8", "builtin", "C", "C", "C.UTF-8");

        var first = traits.WithFallbacks(new PostgresVersion(15, 0)).First();

        Assert.Equal(new DatabaseTraits("UTF8", "libc", "C.UTF-8", "C.UTF-8"), first);
    }
}
