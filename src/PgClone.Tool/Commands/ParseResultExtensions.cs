using System.CommandLine;

namespace PgClone.Tool.Commands;

internal static class ParseResultExtensions
{
    /// <summary>The values of an option that can be given several times; null where it was not given, so that the configuration decides.</summary>
    public static IReadOnlyList<string>? GetList(this ParseResult parse, Option<string[]> option) =>
        parse.GetValue(option) is { Length: > 0 } values ? values : null;
}
