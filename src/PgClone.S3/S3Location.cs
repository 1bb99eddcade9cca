using System.Net;
using System.Text.RegularExpressions;
using PgClone.Diagnostics;
using PgClone.Storage;

namespace PgClone.S3;

/// <summary>
/// A location <c>s3://bucket/prefix?setting=value</c>, read. The settings are those that AWS's own environment does not give. It never holds
/// credentials, so that a location may be committed and shown.
/// </summary>
internal sealed partial record S3Location(string Bucket, string Prefix)
{
    private const string Scheme = "s3://";
    private const string Form = "s3://bucket/prefix";

    private static readonly Dictionary<string, Func<S3Location, string, S3Location>> Settings = new(StringComparer.Ordinal)
    {
        ["endpoint"] = (location, value) => location with { Endpoint = Address("endpoint", value) },
        ["path-style"] = (location, value) => location with { PathStyle = Flag("path-style", value) },
        ["region"] = (location, value) => location with { Region = value },
        ["profile"] = (location, value) => location with { Profile = value },
        ["sse"] = (location, value) => location with { Encryption = OneOf("sse", value, ["AES256", "aws:kms"]) },
        ["kms-key"] = (location, value) => location with { KmsKey = value },
        ["bucket-key"] = (location, value) => location with { BucketKey = Flag("bucket-key", value) },
        ["storage-class"] = (location, value) => location with { StorageClass = value },
        ["tags"] = (location, value) => location with { Tags = ParseTags(value) },
        ["requester-pays"] = (location, value) => location with { RequesterPays = Flag("requester-pays", value) },
    };

    public Uri? Endpoint { get; private init; }

    /// <summary>Whether the bucket stands in the address' path instead of its host's name; null: wherever the endpoint is not AWS's own.</summary>
    public bool? PathStyle { get; private init; }

    public string? Region { get; private init; }

    public string? Profile { get; private init; }

    public string? Encryption { get; private init; }

    public string? KmsKey { get; private init; }

    public bool BucketKey { get; private init; }

    public string? StorageClass { get; private init; }

    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; private init; } = [];

    public bool RequesterPays { get; private init; }

    /// <summary>The location for messages, without settings.</summary>
    public override string ToString() => Scheme + Bucket + (Prefix.Length == 0 ? "" : "/" + Prefix.TrimEnd('/'));

    /// <summary>The object's name that a dump has in the bucket.</summary>
    public string NameOf(DumpKey key) => Prefix + DumpKey.Parse(key.Value).Value;

    /// <summary>Where an object lies, for messages.</summary>
    public string PlaceOf(string name) => $"{Scheme}{Bucket}/{name}";

    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidOption"/>.</exception>
    public static S3Location Parse(string text)
    {
        var (path, query) = Split(text, '?');
        if (text.Contains('#', StringComparison.Ordinal)) throw Invalid("The S3 location holds #; in a prefix or value it is written %23.");
        if (!path.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) throw Invalid("The S3 location is not complete.");

        var (bucket, prefix) = Split(path[Scheme.Length..], '/');
        if (bucket.Contains('@', StringComparison.Ordinal) || bucket.Contains(':', StringComparison.Ordinal))
            throw Invalid("The S3 location holds credentials or a port.", "Leave them out: AWS's environment variables, profiles and roles give the credentials, and ?endpoint= the server.");
        if (!BucketName().IsMatch(bucket)) throw Invalid($"'{bucket}' can't be the name of a bucket.");

        prefix = WebUtility.UrlDecode(prefix.Replace("+", "%2B", StringComparison.Ordinal)).Trim('/');
        var location = new S3Location(bucket, prefix.Length == 0 ? "" : prefix + "/");
        location = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Aggregate(location, Apply);
        return location.KmsKey is null || location.Encryption == "aws:kms" ? location : throw Invalid("kms-key needs sse=aws:kms.");
    }

    private static S3Location Apply(S3Location location, string setting)
    {
        var (name, value) = Split(setting, '=');
        if (CredentialName().IsMatch(name))
            throw Invalid("The S3 location holds credentials.", "Leave them out: AWS's environment variables, profiles and roles give them.");
        if (!Settings.TryGetValue(name, out var apply))
            throw Invalid($"An S3 location has no setting '{name}'.", $"Did you mean {NearestWord.Of(name, Settings.Keys)}? There are: {string.Join(", ", Settings.Keys)}.");

        value = Uri.UnescapeDataString(value);
        return value.Length == 0 ? throw Invalid($"The setting {name} of the S3 location has no value.") : apply(location, value);
    }

    private static (string Before, string After) Split(string text, char separator) =>
        text.IndexOf(separator, StringComparison.Ordinal) is var at and >= 0 ? (text[..at], text[(at + 1)..]) : (text, "");

    private static Uri Address(string name, string value)
    {
        var isAddress = Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
        if (!isAddress) throw Invalid($"The setting {name} of the S3 location is not an http:// or https:// address.");
        return address!.UserInfo.Length == 0 ? address : throw Invalid($"The setting {name} of the S3 location holds credentials.", "Leave them out.");
    }

    private static bool Flag(string name, string value) => OneOf(name, value, ["true", "false"]) == "true";

    private static string OneOf(string name, string value, string[] values) =>
        values.Contains(value) ? value : throw Invalid($"The setting {name} of the S3 location is '{value}', but can only be {string.Join(" or ", values)}.");

    private static KeyValuePair<string, string>[] ParseTags(string value) =>
        [.. value.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(tag => Split(tag, '=')).Select(tag => KeyValuePair.Create(tag.Before, tag.After))];

    private static PgCloneException Invalid(string what, string? advice = null) =>
        new(ErrorCode.InvalidOption, what, advice: advice ?? $"Write it as {Form} or {Form}?setting=value&setting=value.");

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$")]
    private static partial Regex BucketName();

    [GeneratedRegex("secret|password|token|credential|access-?_?key", RegexOptions.IgnoreCase)]
    private static partial Regex CredentialName();
}
