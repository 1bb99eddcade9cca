using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using PgClone.Files;
using PgClone.Processes;

namespace PgClone.Storage;

/// <summary>The hidden file that a file of a store is written into, beside its place. Its name tells by whom, so that what a killed writer left is recognised.</summary>
/// <param name="Meant">The name that the file was to get.</param>
/// <param name="Maker">Who writes; null where it is no process of this machine, or an older version's.</param>
internal sealed partial record UnfinishedFile(string Meant, MakerProcess? Maker)
{
    /// <summary>Machines and spaces of process numbers have long names.</summary>
    private static readonly string Machine =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{MakerProcess.Current.Host}\n{MakerProcess.Current.Space}")))[..8];

    /// <summary>Where this process writes a file that is to be at a path.</summary>
    public static string PathFor(string path)
    {
        var maker = MakerProcess.Current;
        var name = string.Create(CultureInfo.InvariantCulture, $".{Path.GetFileName(path)}.{Machine}-{maker.ProcessId}-{maker.Started}-{Guid.NewGuid().ToString("N")[..8]}");
        return Path.Combine(Path.GetDirectoryName(path)!, name + PrivateFiles.UnfinishedExtension);
    }

    /// <returns>Null where a file's name is not that of one.</returns>
    public static UnfinishedFile? Parse(string name)
    {
        if (Form().Match(name) is not { Success: true } match) return null;

        var isOfThisMachine = match.Groups["machine"].Value == Machine;
        long? started = long.TryParse(match.Groups["started"].Value, CultureInfo.InvariantCulture, out var time) ? time : null;
        var maker = isOfThisMachine && int.TryParse(match.Groups["process"].Value, CultureInfo.InvariantCulture, out var process)
            ? MakerProcess.Current with { ProcessId = process, Started = started }
            : null;
        return new UnfinishedFile(match.Groups["meant"].Value, maker);
    }

    [GeneratedRegex(@"^\.(?<meant>.+)\.((?<machine>[0-9a-f]{8})-(?<process>\d+)-(?<started>\d*)-[0-9a-f]{8}|[0-9a-f]+)\.partial$")]
    private static partial Regex Form();
}
