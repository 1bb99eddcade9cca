using System.Text.Json;

namespace PgClone.Configuration.Options;

/// <summary>What kind of value an option has, and how it is written: as words on a command line, and in <c>pgclone.json</c>.</summary>
/// <typeparam name="T">The option's type, with null for what is not given.</typeparam>
internal abstract class OptionKind<T>
{
    /// <summary>What a value has to be, as messages say it: <c>a whole number</c>.</summary>
    public abstract string Expected { get; }

    /// <summary>What stands for a value in the tool's help.</summary>
    public abstract string Placeholder { get; }

    /// <summary>The words that a value can be; empty where there is no end of them.</summary>
    public virtual IReadOnlyList<string> Words => [];

    /// <summary>Whether a value has several parts, each of them given for itself.</summary>
    public virtual bool IsList => false;

    /// <summary>The word for a value that can be a default; null for others.</summary>
    public virtual string? ToWord(T value) => null;

    /// <summary>Understands words as people write them; false where they are no such value.</summary>
    public abstract bool TryParse(IReadOnlyList<string> words, out T value);

    /// <summary>Understands the token that the reader is at, and leaves it at its last one; false where it is no such value.</summary>
    public virtual bool TryRead(ref Utf8JsonReader reader, out T value)
    {
        value = default!;
        return reader.TokenType == JsonTokenType.String && TryParse([reader.GetString()!], out value);
    }
}
