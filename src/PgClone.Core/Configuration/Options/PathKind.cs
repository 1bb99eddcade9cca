using PgClone.Files;

namespace PgClone.Configuration.Options;

/// <summary>The path of a file or folder; <c>~</c> is the user's own.</summary>
internal sealed class PathKind(string placeholder) : OptionKind<string?>
{
    public override string Expected => "a text";

    public override string Placeholder => placeholder;

    public override bool TryParse(IReadOnlyList<string> words, out string? value) => (value = words is [var word] ? HomePath.Expand(word) : null) is not null;
}
