using System.CommandLine;
using PgClone.Configuration.Options;

namespace PgClone.Tool.Commands;

/// <summary>The choices of a dump or restore as options of a verb.</summary>
internal sealed class ChoiceOptions<TChoices>(IReadOnlyList<OptionDefinition<TChoices>> definitions)
    where TChoices : new()
{
    private readonly List<(OptionDefinition<TChoices> Definition, Option Option)> _options = [.. definitions.Select(definition => (definition, Create(definition)))];

    public void AddTo(Command command)
    {
        foreach (var (_, option) in _options) command.Add(option);
    }

    /// <summary>The choices with what was given on the command line.</summary>
    public TChoices Read(ParseResult parse, TChoices choices)
    {
        foreach (var (definition, option) in _options)
        {
            if (Words(parse, option) is { Length: > 0 } words) choices = definition.Parse(choices, words, option.Name);
        }

        return choices;
    }

    private static Option Create(OptionDefinition<TChoices> definition)
    {
        Option option = definition switch
        {
            // A switch takes the next word only where it is a value for it.
            _ when definition.ValueType == typeof(bool?) => new Option<bool?>(definition.Flag),
            { IsList: true } => new Option<string[]>(definition.Flag) { Arity = ArgumentArity.OneOrMore },
            _ => new Option<string?>(definition.Flag),
        };
        if (definition.Alias is { } alias) option.Aliases.Add(alias);

        option.Description = Describe(definition);
        option.HelpName = definition.Placeholder;
        if (definition.Words.Count > 0) option.CompletionSources.Add([.. definition.Words]);
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 0) return;
            try
            {
                definition.Parse(new TChoices(), [.. result.Tokens.Select(token => token.Value)], option.Name);
            }
            catch (FormatException e)
            {
                result.AddError(e.Message);
            }
        });
        return option;
    }

    private static string Describe(OptionDefinition<TChoices> definition)
    {
        var description = definition.Description;
        if (definition.IsList) description += " Can be given several times.";
        if (definition.Default is { } @default) description += $" Default: {@default}.";
        return description.Replace("`", "", StringComparison.Ordinal);
    }

    private static string[] Words(ParseResult parse, Option option) => option switch
    {
        Option<bool?> flag => parse.GetValue(flag) is { } value ? [value ? "true" : "false"] : [],
        Option<string[]> list => parse.GetValue(list) ?? [],
        Option<string?> single => parse.GetValue(single) is { } word ? [word] : [],
        _ => [],
    };
}
