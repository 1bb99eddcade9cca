using System.Security.Cryptography;
using PgClone.Diagnostics;

namespace PgClone.Hooks;

/// <summary>The files that decide what a program does.</summary>
internal static class HookInputs
{
    private const string AllBelow = "**";

    /// <summary>Builds write here, each time something else.</summary>
    private static readonly string[] Products = ["bin", "obj"];

    /// <summary>Name and SHA-256 of each file, a line each; the same on every machine and from every folder.</summary>
    /// <param name="hook">What messages call the hook.</param>
    /// <param name="inputs">Files, folders, and patterns of names.</param>
    /// <param name="directory">Where they start from.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidConfiguration"/>: an input matches no file, or one can't be read.</exception>
    public static string Read(string hook, IReadOnlyList<string> inputs, string directory, CancellationToken cancellationToken)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var file in inputs.SelectMany(input => Find(hook, input, directory)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var name = Path.GetRelativePath(directory, file).Replace('\\', '/');
                if (!files.ContainsKey(name)) files.Add(name, Hash(file));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PgCloneException(ErrorCode.InvalidConfiguration, $"An input of {hook} can't be read.", directory, e.Message, innerException: e);
        }

        return string.Join('\n', files.Select(file => $"{file.Value} {file.Key}"));
    }

    private static List<string> Find(string hook, string input, string directory)
    {
        var path = Path.GetFullPath(input, directory);
        if (File.Exists(path)) return [path];

        var files = (Directory.Exists(path) ? Below(path, "*") : Matching(Path.GetDirectoryName(path), Path.GetFileName(path))).ToList();
        return files.Count > 0
            ? files
            : throw new PgCloneException(
                ErrorCode.InvalidConfiguration, $"The input '{input}' of {hook} matches no file.", directory,
                advice: "Name a file, a folder, or a pattern such as 'Migrations/*.cs' or 'src/**/*.sql', from the hook's working directory.");
    }

    private static IEnumerable<string> Matching(string? folder, string pattern) =>
        Path.GetFileName(folder) == AllBelow ? Below(Path.GetDirectoryName(folder)!, pattern)
        : Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern)
        : [];

    private static IEnumerable<string> Below(string folder, string pattern) => !Directory.Exists(folder) ? [] : Directory.EnumerateFiles(folder, pattern)
        .Concat(Directory.EnumerateDirectories(folder).Where(IsSource).SelectMany(child => Below(child, pattern)));

    private static bool IsSource(string folder) =>
        Path.GetFileName(folder) is var name && !name.StartsWith('.') && !Products.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static string Hash(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
