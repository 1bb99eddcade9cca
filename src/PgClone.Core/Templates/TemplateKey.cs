using System.Security.Cryptography;
using System.Text;
using PgClone.Databases;

namespace PgClone.Templates;

/// <summary>Stands for all that decides what a template holds: equal keys mean equal content.</summary>
/// <param name="Value">A SHA-256.</param>
internal readonly record struct TemplateKey(string Value)
{
    private const int HashInName = 32;

    /// <summary>The name of the template on every server. Whether one of that name is the right one, its marker says.</summary>
    public string Name => DatabaseName.TemplatePrefix + Value[..HashInName];

    /// <summary>The key of what all these texts decide together.</summary>
    public static TemplateKey Of(params ReadOnlySpan<string> texts)
    {
        var whole = new StringBuilder();
        foreach (var text in texts) whole.Append(text.Length).Append(':').Append(text);
        return new TemplateKey(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole.ToString()))));
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
