using Microsoft.Extensions.Logging;
using PgClone.Servers.Packages;

namespace PgClone.Servers.Local;

/// <summary>Where the embedded local server lives and what it is made of.</summary>
/// <remarks>The defaults are the one place, beside the search for PostgreSQL's programs, where the engine reads the environment by itself.</remarks>
public sealed record LocalServerOptions
{
    /// <summary>
    /// The folder that holds everything: data, passwords, logs. The default belongs to the user: <c>$XDG_DATA_HOME/pgclone</c> or
    /// <c>~/.local/share/pgclone</c>, on macOS <c>~/Library/Application Support/pgclone</c>, on Windows <c>%LOCALAPPDATA%\pgclone</c>. For root it is <c>/var/lib/pgclone</c>: PostgreSQL refuses to
    /// run as root, and the account that it runs under instead can't see into root's home.
    /// </summary>
    public string DataRoot { get; init; } = DefaultDataRoot();

    /// <summary>The instance's name: servers of different names live side by side in one <see cref="DataRoot"/>.</summary>
    public string Name { get; init; } = "default";

    /// <summary>The folder of the PostgreSQL programs; null means that they are looked for.</summary>
    public string? BinDirectory { get; init; }

    /// <summary>The major version that is wanted; null means that of a referenced server package, else the newest that is found.</summary>
    public int? Version { get; init; }

    /// <summary>The server packages that the project refers to: their manifests by their ids. The default is what the running program's assembly says.</summary>
    public IReadOnlyDictionary<string, string> Packages { get; init; } = ReferencedServers.OfProgram();

    /// <summary>
    /// Where nothing else is found, a server package may be fetched by the NuGet client, as the <c>nuget.config</c> of this folder says; null means that nothing is ever fetched.
    /// </summary>
    public string? FetchDirectory { get; init; }

    /// <summary>The folder that freshly initialised clusters are kept in, to be copied; null means one in <see cref="DataRoot"/>.</summary>
    public string? TemplateRoot { get; init; }

    /// <summary>Server settings that are laid over PgClone's own, as in <c>postgresql.conf</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Fills a new data directory with the files of a cluster that was shut down and has no superuser's password; null means that one is initialised.</summary>
    internal Func<string, CancellationToken, Task>? Content { get; init; }

    /// <summary>The servers that came in packages and are unpacked: one store for the servers of all names.</summary>
    internal ServerStore CreateStore(ILogger log) => new(Path.Combine(Path.GetFullPath(DataRoot), "servers"), ServerAccount.IsNeeded, log);

    private static string DefaultDataRoot() => ServerAccount.IsNeeded
        ? "/var/lib/pgclone"
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "pgclone");
}
