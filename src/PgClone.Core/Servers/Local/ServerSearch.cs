using System.ComponentModel;
using System.Globalization;
using Microsoft.Extensions.Logging;
using PgClone.Diagnostics;
using PgClone.Servers.Packages;

namespace PgClone.Servers.Local;

/// <summary>
/// Finds the programs to run the embedded server with: those in the folder that is named, else of a package that the project refers to, else
/// installed ones, else those in the user's store, else, where that is allowed, those of a package that is fetched. Of another major version than the one that is wanted nothing is taken.
/// </summary>
internal sealed class ServerSearch(LocalServerOptions options, ILogger log)
{
    private readonly ServerStore _store = options.CreateStore(log);
    private readonly List<string> _passedOver = [];

    /// <exception cref="PgCloneException"><see cref="ErrorCode.BinariesNotFound"/>, <see cref="ErrorCode.ServerPackageDamaged"/> or <see cref="ErrorCode.LocalServerFailed"/>.</exception>
    public async Task<PostgresBinaries> FindAsync(CancellationToken cancellationToken)
    {
        if (options.BinDirectory is { } named) return await FindNamedAsync(named, cancellationToken).ConfigureAwait(false);

        return await FindReferencedAsync(cancellationToken).ConfigureAwait(false)
            ?? await FindInstalledAsync(cancellationToken).ConfigureAwait(false)
            ?? await FindStoredAsync(cancellationToken).ConfigureAwait(false)
            ?? await FetchAsync(cancellationToken).ConfigureAwait(false)
            ?? throw NotFound();
    }

    private bool IsWanted(int major) => options.Version is not { } wanted || wanted == major;

    private async Task<PostgresBinaries> FindNamedAsync(string directory, CancellationToken cancellationToken)
    {
        var binaries = await PostgresBinaries.FindServerAsync(directory, cancellationToken).ConfigureAwait(false);
        return IsWanted(binaries.Version.Major) ? binaries : throw new PgCloneException(
            ErrorCode.BinariesNotFound,
            $"PostgreSQL {options.Version} is asked for, and the programs in the folder that is named are of {binaries.Version}.",
            directory,
            advice: "Change one of the two: server.version (PGCLONE_SERVER_VERSION) or postgresDirectory (PGCLONE_PG_BIN).");
    }

    private async Task<PostgresBinaries?> FindReferencedAsync(CancellationToken cancellationToken)
    {
        var here = options.Packages
            .Select(package => (Id: package.Key, Manifest: package.Value, Parts: package.Key[ReferencedServers.Prefix.Length..].Split('.', 2)))
            .Where(package => package.Parts is [_, var rid] && rid == ServerPlatform.Rid)
            .Select(package => (package.Id, package.Manifest, Major: int.TryParse(package.Parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : 0))
            .OrderByDescending(package => package.Major)
            .ToList();
        _passedOver.AddRange(here.Where(package => !IsWanted(package.Major)).Select(package => $"the package {package.Id}"));
        if (here.Find(package => IsWanted(package.Major)) is not { Id: { } id } found) return null;

        if (!File.Exists(found.Manifest))
        {
            throw new PgCloneException(
                ErrorCode.BinariesNotFound, $"The server package {id} that this program was built with is not on this machine.", found.Manifest,
                advice: "Build on this machine, or set PgCloneCopyServer to true in the project: the server then comes along beside the program.");
        }

        var package = await ServerPackage.OpenAsync(found.Manifest, cancellationToken).ConfigureAwait(false);
        return await TryRunAsync(await _store.AddAsync(package, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    private async Task<PostgresBinaries?> FindInstalledAsync(CancellationToken cancellationToken)
    {
        var installed = await PostgresBinaries.FindServersAsync(null, cancellationToken).ConfigureAwait(false);
        _passedOver.AddRange(installed.Where(one => !IsWanted(one.Version.Major)).Select(one => $"{one.Version} in {one.Directory}"));
        return installed.Where(one => IsWanted(one.Version.Major)).MaxBy(one => one.Version);
    }

    private async Task<PostgresBinaries?> FindStoredAsync(CancellationToken cancellationToken)
    {
        var stored = _store.List().Where(server => server.Manifest.Rid == ServerPlatform.Rid).ToList();
        _passedOver.AddRange(stored.Where(server => !IsWanted(server.Manifest.Postgres.Major)).Select(server => $"{server.Manifest.Version} in {server.Directory}"));
        return stored.Find(server => IsWanted(server.Manifest.Postgres.Major)) is { } found ? await TryRunAsync(found, cancellationToken).ConfigureAwait(false) : null;
    }

    private async Task<PostgresBinaries?> FetchAsync(CancellationToken cancellationToken) => options.FetchDirectory is { } directory
        ? await TryRunAsync(await new ServerInstaller(_store, directory).FetchAsync(options.Version, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false)
        : null;

    /// <summary>That a file is there does not say that it can be run, here and by the account that has to.</summary>
    private static async Task<PostgresBinaries> TryRunAsync(StoredServer server, CancellationToken cancellationToken)
    {
        var binaries = server.Binaries;
        int? exitCode = null;
        string output;
        try
        {
            (exitCode, output) = await ServerAccount.RunAsync(ServerAccount.Find(), binaries.GetPath("postgres"), ["--version"], cancellationToken).ConfigureAwait(false);
            if (exitCode == 0) return binaries;
        }
        catch (Win32Exception e)
        {
            output = e.Message;
        }

        throw new PgCloneException(
            ErrorCode.LocalServerFailed, $"PostgreSQL {binaries.Version}, which came in a package, can't be run.", binaries.Directory,
            output.Length > 0 ? output : $"Its exit code is {exitCode}.", ServerPlatform.AdviceFor(output, exitCode));
    }

    private PgCloneException NotFound()
    {
        var what = options.Version is { } wanted ? $"PostgreSQL {wanted}" : "PostgreSQL";
        return new PgCloneException(
            ErrorCode.BinariesNotFound,
            $"No server programs of {what} (postgres, initdb, pg_ctl) were found on this machine.",
            why: $"Looked at: the packages that the project refers to, the usual places, PATH, {_store.Folder}. "
                + (_passedOver.Count == 0 ? "Found: none." : $"Found, and of another version: {string.Join(", ", _passedOver)}."),
            advice: (KnownServer.Find(options.Version, ServerPlatform.Rid) is { } known
                    ? $"Run `pgclone server install {known.Major}` ({known.Megabytes}), let it be fetched (server.fetch, PGCLONE_SERVER_FETCH=1), or refer to the package {known.PackageId} in your project. Or install"
                    : "Install")
                + $" PostgreSQL ({BinaryDirectories.InstallHint("server", options.Version)}), name its bin folder in PGCLONE_PG_BIN, or give the connection string of a server.");
    }
}
