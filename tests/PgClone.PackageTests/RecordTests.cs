using System.Reflection;
using System.Runtime.CompilerServices;
using Cake.PgClone;
using PgClone.MSBuild;
using PgClone.Xunit;

namespace PgClone.PackageTests;

/// <summary>A record prints all its members by itself, and ends up in logs and test reports.</summary>
public sealed class RecordTests
{
    private const string Secret = "Host=h;Password=hunter2-hunter2";

    private static readonly string[] SecretWords = ["Connection", "Storage", "Password"];

    public static TheoryData<Type> Records => [.. new[] { typeof(PgCloner), typeof(PgCloneRestoreSettings), typeof(RestorePgClone), typeof(PgCloneFixtureOptions) }
        .SelectMany(door => door.Assembly.GetTypes())
        .Where(type => !type.IsAbstract && !type.ContainsGenericParameters && type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is not null && SecretFields(type).Any())];

    [Theory]
    [MemberData(nameof(Records), DisableDiscoveryEnumeration = true)]
    public void Never_prints_a_connection_string_or_storage_address(Type record)
    {
        var instance = RuntimeHelpers.GetUninitializedObject(record);
        foreach (var field in SecretFields(record)) field.SetValue(instance, Secret);

        Assert.DoesNotContain("hunter2", instance.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Finds_the_records_that_hold_one() =>
        Assert.All(
            new[] { typeof(RestoreOptions), typeof(RestoreResult), typeof(PgCloneRestoreResult) },
            record => Assert.Contains(record, Records.Select(row => row.Data)));

    private static IEnumerable<FieldInfo> SecretFields(Type record) =>
        record.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public).Where(MayHoldSecret);

    private static bool MayHoldSecret(FieldInfo field) =>
        field.FieldType == typeof(string)
        && SecretWords.Any(word => field.Name.Contains(word, StringComparison.OrdinalIgnoreCase))
        && !field.Name.Contains("Variable", StringComparison.Ordinal)
        && !field.Name.Contains("Display", StringComparison.Ordinal);
}
