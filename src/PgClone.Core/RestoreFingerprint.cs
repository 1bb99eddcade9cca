using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using PgClone.Configuration;
using PgClone.Configuration.Options;
using PgClone.Hooks;
using PgClone.Restoring;

namespace PgClone;

/// <summary>What decides the content of a restored database: the archive, the choices, the hooks. Equal ones make equal databases.</summary>
internal static class RestoreFingerprint
{
    /// <summary>Changes whenever a restore of the same makes something else.</summary>
    private const string Format = "1";

    // A later version may restore the same otherwise.
    private static readonly string Version =
        typeof(RestoreFingerprint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <returns>A SHA-256; null where it can't be known, as with a hook that does not know its content: what it does may change behind its name.</returns>
    public static async Task<string?> ComputeAsync(IRestoreEngine engine, RestoreChoices choices, IReadOnlyList<IHook> hooks, CancellationToken cancellationToken) =>
        engine.Manifest is { Identity: var identity } && await OfHooksAsync(hooks, cancellationToken).ConfigureAwait(false) is { } ofHooks
            ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(OfChoices(identity, choices) + ofHooks)))
            : null;

    /// <summary>What decides the content before the hooks, the server aside; null where the archive has nothing to be recognised by.</summary>
    public static string? OfArchive(IRestoreEngine engine, RestoreChoices choices) => engine.Identity is { } identity ? Version + OfChoices(identity, choices) : null;

    /// <summary>What the hooks do; null where one does not know.</summary>
    public static async Task<string?> OfHooksAsync(IReadOnlyList<IHook> hooks, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        foreach (var hook in hooks)
        {
            if (await hook.ReadContentAsync(cancellationToken).ConfigureAwait(false) is not { } content) return null;

            text.Append(content.Length).Append(':').AppendLine(content);
        }

        return text.ToString();
    }

    private static string OfChoices(string identity, RestoreChoices choices)
    {
        var text = new StringBuilder().AppendLine(Format).AppendLine(identity);
        foreach (var option in RestoreOptionList.All.Where(option => option.DecidesContent))
            text.Append(option.Name).Append('=').AppendLine(Written(option.Get(choices)));
        return text.ToString();
    }

    private static string Written(object? value) => value switch
    {
        null => "",
        string text => $"{text.Length}:{text}",
        IReadOnlyDictionary<string, string> map => string.Concat(map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => Written(pair.Key) + Written(pair.Value))),
        System.Collections.IEnumerable list => string.Concat(list.Cast<object>().Select(Written)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
