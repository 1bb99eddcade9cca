using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace PgClone.Configuration.Options;

/// <summary>All that is said of an option, once: every front door, the environment, <c>pgclone.json</c> and its documentation go by it.</summary>
/// <typeparam name="TOwner">The record that it is a property of.</typeparam>
internal abstract class OptionDefinition<TOwner>(string name, string description)
{
    /// <summary>The name in <c>pgclone.json</c>; <c>server.version</c> stands in an object there.</summary>
    public string Name => name;

    /// <summary>The name of the property, in the engine and wherever a front door has one for it.</summary>
    public string Property => string.Concat(name.Split('.').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    /// <summary>What it means, in a sentence or two, with code between backticks.</summary>
    public string Description => description;

    /// <summary>What holds where nobody gives it, in words; null where nothing does.</summary>
    public abstract string? Default { get; }

    /// <summary>The environment variable that gives it.</summary>
    public string? Variable { get; init; }

    /// <summary>The tool's option. Where it can be given several times, it is called by one of what it takes.</summary>
    [AllowNull]
    public string Flag { get => field ?? "--" + string.Concat(name.Select(letter => char.IsUpper(letter) ? "-" + char.ToLowerInvariant(letter) : letter.ToString())); init; }

    /// <summary>Another name of the tool's option.</summary>
    public string? Alias { get; init; }

    /// <summary>False for what says how something is done, or which dump is found, but nothing of what comes out; and for hooks, which count by their content.</summary>
    public bool DecidesContent { get; init; } = true;

    /// <inheritdoc cref="OptionKind{T}.Placeholder"/>
    public abstract string Placeholder { get; }

    /// <inheritdoc cref="OptionKind{T}.Words"/>
    public abstract IReadOnlyList<string> Words { get; }

    /// <inheritdoc cref="OptionKind{T}.IsList"/>
    public abstract bool IsList { get; }

    /// <summary>The type of its values.</summary>
    public abstract Type ValueType { get; }

    /// <summary>The value; null where it is not given.</summary>
    public abstract object? Get(TOwner owner);

    /// <summary>The value as people write it; null where it is not given, or has nothing in it.</summary>
    public abstract string? Write(TOwner owner);

    /// <summary>Takes the value from another owner where this one has none.</summary>
    public abstract TOwner Fill(TOwner owner, TOwner from);

    /// <summary>Takes the default where the owner has no value.</summary>
    public abstract TOwner FillDefault(TOwner owner);

    /// <summary>Sets a value as a front door has it: of the option's own type, or as words. Null is not given.</summary>
    /// <inheritdoc cref="Parse" path="/exception"/>
    public TOwner Set(TOwner owner, object? value, string nameInMessage) => value switch
    {
        null => owner,
        string word => Parse(owner, [word], nameInMessage),
        _ => SetTyped(owner, value, out var result) ? result : Parse(owner, [.. (IEnumerable<string>)value], nameInMessage),
    };

    /// <summary>Sets the value that words mean.</summary>
    /// <exception cref="FormatException">They mean none; the message tells what is expected, with the name that the user knows.</exception>
    public abstract TOwner Parse(TOwner owner, IReadOnlyList<string> words, string nameInMessage);

    /// <summary>Sets the value that the reader is at.</summary>
    /// <exception cref="FormatException">It is no value of this option.</exception>
    public abstract TOwner Read(TOwner owner, ref Utf8JsonReader reader);

    /// <summary>Sets a value of the option's own type; false where it is of another one.</summary>
    protected abstract bool SetTyped(TOwner owner, object value, out TOwner result);
}
