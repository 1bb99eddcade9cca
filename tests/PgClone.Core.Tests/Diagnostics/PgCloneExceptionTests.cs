namespace PgClone.Diagnostics;

public sealed class PgCloneExceptionTests
{
    [Fact]
    public void The_message_begins_with_the_code_and_says_what_is_known_line_by_line()
    {
        var error = new PgCloneException(ErrorCode.InvalidOption, "It failed.", "here", "it could not work", "Do something else.");

        Assert.Equal(
            ["PGC0001: It failed.", "  where: here", "  why:   it could not work", "  do:    Do something else."],
            error.Message.Split(Environment.NewLine));
        Assert.Equal(error.Message, error.Code.ToText() + ": " + error.Explanation);
    }

    [Fact]
    public void What_is_not_known_has_no_line() => Assert.Equal("PGC0001: It failed.", new PgCloneException(ErrorCode.InvalidOption, "It failed.").Message);
}
