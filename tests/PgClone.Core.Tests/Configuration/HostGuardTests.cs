using PgClone.Diagnostics;

namespace PgClone.Configuration;

public sealed class HostGuardTests
{
    private static readonly PgCloneSettings Settings = new() { BaseDirectory = "/project", AllowedHosts = ["staging.example", "10.0.0.7"] };

    [Theory]
    [InlineData("db.example", true)]
    [InlineData("staging.example.org", true)]
    [InlineData("staging", true)]
    [InlineData("10.0.0.70", true)]
    [InlineData("localhost.example", true)]
    [InlineData("128.0.0.1", true)]
    [InlineData("/tmp,db.example", true)]
    [InlineData("localhost,db.example", true)]
    [InlineData("localhost.evil.example", true)]
    [InlineData("127.0.0.1.example", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("", true)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("LOCALHOST", false)]
    [InlineData("localhost,/tmp, 127.0.0.1", false)]
    [InlineData("staging.example", false)]
    [InlineData("STAGING.example", false)]
    [InlineData("10.0.0.7", false)]
    [InlineData("localhost", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.1.2.3", false)]
    [InlineData("::1", false)]
    [InlineData("/var/run/postgresql", false)]
    public void Lets_in_this_machine_and_the_hosts_that_are_named(string host, bool isRefused)
    {
        var error = Record.Exception(() => HostGuard.CheckRestore(Settings, host, host + ":5432")) as PgCloneException;

        Assert.Equal(isRefused ? ErrorCode.NotAllowed : null, error?.Code);
        if (isRefused) Assert.Contains(host, error!.Message, StringComparison.Ordinal);
    }
}
