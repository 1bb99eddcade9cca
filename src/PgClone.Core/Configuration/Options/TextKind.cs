namespace PgClone.Configuration.Options;

/// <summary>Any text.</summary>
internal sealed class TextKind(string placeholder) : OptionKind<string?>
{
    public override string Expected => "a text";

    public override string Placeholder => placeholder;

    public override bool TryParse(IReadOnlyList<string> words, out string? value) => (value = words is [var word] ? word : null) is not null;
}
