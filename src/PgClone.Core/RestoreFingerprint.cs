using System.Globalization;
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

    /// <returns>A SHA-256; null where it can't be known, as with a hook that does not know its content: what it does may change behind its name.</returns>
    public static async Task<string?> ComputeAsync(IRestoreEngine engine, RestoreChoices choices, IReadOnlyList<IHook> hooks, CancellationToken cancellationToken)
    {
        if (engine.Manifest is not { Identity: var identity }) return null;

        var text = new StringBuilder().AppendLine(Format).AppendLine(identity);
        foreach (var option in RestoreOptionList.All.Where(option => option.DecidesContent))
            text.Append(option.Name).Append('=').AppendLine(Written(option.Get(choices)));
        foreach (var hook in hooks)
        {
            if (await hook.ReadContentAsync(cancellationToken).ConfigureAwait(false) is not { } content) return null;

            text.Append(content.Length).Append(':').AppendLine(content);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
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
