using System.CommandLine;
using System.CommandLine.Completions;
using PgClone.Diagnostics;
using PgClone.Storage;

namespace PgClone.Tool.Commands;

/// <summary>The databases and keys in the store, as completions of an argument; none where the store is not a folder, which takes long to ask.</summary>
internal static class StoredNames
{
    public static void CompleteDatabases(this Argument<string?> argument, ToolHost host, CommonOptions common) =>
        argument.CompletionSources.Add(context => Read(host, common, context, withKeys: false));

    public static void CompleteDumps(this Argument<string?> argument, ToolHost host, CommonOptions common) =>
        argument.CompletionSources.Add(context => Read(host, common, context, withKeys: true));

    private static IEnumerable<CompletionItem> Read(ToolHost host, CommonOptions common, CompletionContext context, bool withKeys)
    {
        try
        {
            var settings = host.LoadSettings();
            var given = context.ParseResult.GetValue(common.Storage) is { } storage ? DumpStores.Resolve(storage, host.Directory) : null;
            if ((given ?? settings.Storage).Contains("://", StringComparison.Ordinal)) return [];

            // The parser asks for completions at once, and a folder answers at once.
            var dumps = new PgCloner(settings).ListAsync(new ListOptions { Storage = given }).GetAwaiter().GetResult();
            var databases = dumps.Select(dump => dump.Key.Database).Distinct();
            // A key is long, and hides the databases among a hundred of its kind, until somebody has begun to write one.
            var keys = withKeys && context.WordToComplete.Contains('/') ? dumps.Select(dump => dump.Key.Value) : [];
            return [.. databases.Concat(keys).Select(name => new CompletionItem(name))];
        }
        catch (PgCloneException)
        {
            // A line that is being typed is no place to complain.
            return [];
        }
    }
}
