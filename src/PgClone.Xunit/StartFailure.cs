using PgClone.Diagnostics;

namespace PgClone.Xunit;

/// <summary>Why a fixture has no database. Every test that asks for it is told, by an exception with a stack of its own.</summary>
internal sealed class StartFailure(Type fixture, Exception cause, bool isSkip)
{
    private readonly string _message = isSkip
        ? cause.Message
        : $"{fixture.Name} could not be started: {cause.Message}";

    /// <summary>The failure again: with its code, as what xunit takes for a skipped test, or with what was thrown inside.</summary>
    public Exception ToException() => cause is PgCloneException e
        ? new PgCloneException(e.Code, e.What, e.Where, e.Why, e.Advice)
        : new InvalidOperationException(_message, cause);
}
