using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace PgClone.Xunit;

/// <summary>Gives a <c>[Theory]</c> with one <see cref="PgCloneTestDatabase"/> as its parameter a copy of a fixture's database, which is dropped when the test has ended.</summary>
/// <typeparam name="TFixture">The fixture that is copied: a class, collection or assembly fixture of the test class. It is started where it is lazy.</typeparam>
/// <remarks>
/// It is data of a theory because that is what xunit waits for without blocking a thread: a <see cref="BeforeAfterTestAttribute"/> has no asynchronous methods.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClonedDatabaseAttribute<TFixture> : DataAttribute, IBeforeAfterTestAttribute
    where TFixture : PgCloneDatabaseFixture
{
    /// <inheritdoc/>
    public override bool SupportsDiscoveryEnumeration() => false;

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        ArgumentNullException.ThrowIfNull(disposalTracker);

        var fixture = await TestContext.Current.GetFixture(typeof(TFixture)).ConfigureAwait(false) as TFixture
            ?? throw new InvalidOperationException($"{typeof(TFixture).Name} is no fixture of this test class: make it one with IClassFixture<{typeof(TFixture).Name}>, or for the assembly.");
        var database = await fixture.CloneAsync(TestContext.Current.CancellationToken).ConfigureAwait(false);
        disposalTracker.Add(database);
        return [new TheoryDataRow(database)];
    }

    /// <inheritdoc/>
    public void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
    }

    /// <inheritdoc/>
    public void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        foreach (var database in test?.TestMethodArguments.OfType<PgCloneTestDatabase>() ?? []) database.NoteResult();
    }
}
