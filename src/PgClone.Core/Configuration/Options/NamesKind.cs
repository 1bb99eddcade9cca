namespace PgClone.Configuration.Options;

/// <summary>Names or patterns of names.</summary>
/// <param name="placeholder">What is named: a table, a hook.</param>
internal sealed class NamesKind(string placeholder) : ListKind<string>
{
    public override string Expected => "a list of texts";

    public override string Placeholder => placeholder;

    protected override bool TryParseItem(string word, out string item)
    {
        item = word;
        return true;
    }
}
