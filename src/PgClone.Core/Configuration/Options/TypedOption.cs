using System.Text.Json;

namespace PgClone.Configuration.Options;

/// <inheritdoc/>
/// <typeparam name="TOwner">The record that it is a property of.</typeparam>
/// <typeparam name="T">The option's type, with null for what is not given.</typeparam>
internal sealed class TypedOption<TOwner, T>(
    string name, OptionKind<T> kind, string description, Func<TOwner, T> get, Func<TOwner, T, TOwner> set)
    : OptionDefinition<TOwner>(name, description)
{
    /// <summary>The default as a value.</summary>
    public T? DefaultValue { get; init; }

    /// <summary>The default in words where it is no value of its own.</summary>
    public string? DefaultText { get; init; }

    public override string? Default => DefaultText ?? (DefaultValue is { } value && kind.ToWord(value) is { } word ? $"`{word}`" : null);

    public override string Placeholder => kind.Placeholder;

    public override IReadOnlyList<string> Words => kind.Words;

    public override bool IsList => kind.IsList;

    public override Type ValueType => typeof(T);

    public override object? Get(TOwner owner) => get(owner);

    public override string? Write(TOwner owner) => get(owner) is { } value ? kind.ToWord(value) ?? OptionText.Of(value) : null;

    public override TOwner Fill(TOwner owner, TOwner from) => get(owner) is null ? set(owner, get(from)) : owner;

    public override TOwner FillDefault(TOwner owner) => get(owner) is null && DefaultValue is { } value ? set(owner, value) : owner;

    public override TOwner Parse(TOwner owner, IReadOnlyList<string> words, string nameInMessage) =>
        kind.TryParse(words, out var value)
            ? set(owner, value)
            : throw new FormatException($"{nameInMessage} must be {kind.Expected}, but was '{string.Join(' ', words)}'.");

    public override TOwner Read(TOwner owner, ref Utf8JsonReader reader) =>
        kind.TryRead(ref reader, out var value) ? set(owner, value) : throw new FormatException($"'{Name}' must be {kind.Expected}.");

    protected override bool SetTyped(TOwner owner, object value, out TOwner result)
    {
        result = value is T typed ? set(owner, typed) : owner;
        return value is T;
    }
}
