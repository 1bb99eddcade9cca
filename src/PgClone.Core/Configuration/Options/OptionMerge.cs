using PgClone.Diagnostics;

namespace PgClone.Configuration.Options;

/// <summary>Brings choices together.</summary>
internal static class OptionMerge
{
    /// <summary>An explicit choice overrides the named configuration, which overrides the default.</summary>
    public static T Merge<T>(this IEnumerable<OptionDefinition<T>> options, T explicitly, T? configured)
        where T : class =>
        options.Aggregate(explicitly, (choices, option) => option.FillDefault(configured is null ? choices : option.Fill(choices, configured)));

    /// <summary>Takes the choices that a front door has as properties of the same names.</summary>
    /// <param name="options">The options.</param>
    /// <param name="choices">What they are set on.</param>
    /// <param name="valueOf">The value of the door's property of a name; null is not given.</param>
    /// <param name="prefix">What the door's user writes before a property's name.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidOption"/>.</exception>
    public static T Take<T>(this IEnumerable<OptionDefinition<T>> options, T choices, Func<string, object?> valueOf, string prefix)
    {
        try
        {
            return options.Aggregate(choices, (taken, option) => option.Set(taken, valueOf(option.Property), prefix + option.Property));
        }
        catch (FormatException e)
        {
            throw new PgCloneException(ErrorCode.InvalidOption, e.Message, innerException: e);
        }
    }
}
