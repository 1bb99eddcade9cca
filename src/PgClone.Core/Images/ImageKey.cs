using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using PgClone.Servers;
using PgClone.Servers.Packages;
using PgClone.Templates;

namespace PgClone.Images;

/// <summary>Stands for all that decides what an image holds, and on which machines its files are what they were where it was made.</summary>
/// <param name="Parts">What it is made of, by names that people read.</param>
internal sealed record ImageKey(IReadOnlyDictionary<string, string> Parts)
{
    /// <summary>Counts up when what is in an image, or how it lies there, changes.</summary>
    public const int Format = 2;

    /// <summary>The part that says PostgreSQL's version.</summary>
    public const string VersionPart = "postgres";

    /// <summary>The part that says the operating system and the processor.</summary>
    public const string PlatformPart = "system";

    private const int HashInName = 32;
    private const int HashBufferSize = 1 << 20;

    /// <summary>A SHA-256.</summary>
    public string Value { get; } = TemplateKey.Of([.. Parts.OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => $"{part.Key}={part.Value}")]).Value;

    /// <summary>The beginning of the names of all that belongs to the image.</summary>
    public string Name => Value[..HashInName];

    /// <param name="binaries">The programs of the server.</param>
    /// <param name="archive">Stands for the archive's content and the choices.</param>
    /// <param name="masks">What the mask hooks do.</param>
    /// <param name="hooks">What the pre-swap hooks do; null where one does not know: they run on what comes out of the image.</param>
    /// <param name="settings">The settings that the server is started with.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="IOException">The programs can't be read.</exception>
    public static async Task<ImageKey> ComputeAsync(
        PostgresBinaries binaries, string archive, string masks, string? hooks, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken) =>
        new(new Dictionary<string, string>(await ReadMachineAsync(binaries, settings, cancellationToken).ConfigureAwait(false))
        {
            ["archive"] = TemplateKey.Of(archive).Value,
            ["maskHooks"] = TemplateKey.Of(masks).Value,
            ["hooks"] = hooks is { Length: > 0 } ? TemplateKey.Of(hooks).Value : "",
        });

    /// <summary>Those of the parts that are the same for all images of one machine, and decide whether it can use another's.</summary>
    /// <inheritdoc cref="ComputeAsync"/>
    public static async Task<IReadOnlyDictionary<string, string>> ReadMachineAsync(PostgresBinaries binaries, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken) =>
        new Dictionary<string, string>
        {
            ["format"] = Format.ToString(CultureInfo.InvariantCulture),
            [VersionPart] = binaries.Version.ToString(),
            ["programs"] = await HashAsync(binaries.GetPath("postgres"), cancellationToken).ConfigureAwait(false),
            [PlatformPart] = ServerPlatform.Rid,
            ["libc"] = Libc,
            // initdb writes it into the cluster's settings.
            ["timeZone"] = TimeZoneInfo.Local.Id,
            ["settings"] = string.Join(' ', settings.OrderBy(setting => setting.Key, StringComparer.Ordinal).Select(setting => $"{setting.Key}={setting.Value}")),
        };

    /// <summary>What sorts text where a locale of the system's is used: glibc, else the system.</summary>
    private static string Libc
    {
        get
        {
            if (!OperatingSystem.IsLinux()) return Environment.OSVersion.VersionString;

            return NativeLibrary.TryLoad("libc.so.6", out var libc) && NativeLibrary.TryGetExport(libc, "gnu_get_libc_version", out var version)
                ? $"glibc {Marshal.PtrToStringUTF8(Marshal.GetDelegateForFunctionPointer<GlibcVersion>(version)())}"
                : RuntimeInformation.OSDescription;
        }
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        // Whoever hashes a stream asks it for a few kilobytes at a time.
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, HashBufferSize, FileOptions.SequentialScan);
        await using var _ = file.ConfigureAwait(false);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
    }

    private delegate nint GlibcVersion();
}
