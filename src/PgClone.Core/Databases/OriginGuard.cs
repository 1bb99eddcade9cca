using PgClone.Diagnostics;
using PgClone.Manifests;
using PgClone.Servers;

namespace PgClone.Databases;

/// <summary>Keeps a dump from being restored over what it was made of: the server that it came from, most likely a production server.</summary>
internal static class OriginGuard
{
    /// <summary>
    /// Refuses the server that a dump came from, by the number that initdb gave it; physical copies of it have the same. A server on this machine that
    /// was dumped as one on its own machine is the developer's, and passes.
    /// </summary>
    /// <param name="server">The server that is to be restored into.</param>
    /// <param name="manifest">What is known of the dump; null: nothing, and nothing is refused.</param>
    /// <param name="isAllowed">Whether the user has said that it is meant.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.NotAllowed"/>.</exception>
    public static async Task CheckAsync(PostgresServer server, Manifest? manifest, bool isAllowed, CancellationToken cancellationToken)
    {
        if (isAllowed || manifest?.Server is not { SystemIdentifier: { } origin } dumped || (dumped.IsLocal && server.IsLocal)) return;
        if (await SystemIdentifier.ReadAsync(server, cancellationToken).ConfigureAwait(false) != origin) return;

        throw new PgCloneException(
            ErrorCode.NotAllowed, "The dump would be restored into the server that it came from.", server.DisplayName,
            $"Both have the system identifier {origin}.",
            "Make sure that this is the server you mean. If it is, or if it is a physical copy of that one, allow it: --allow-origin, allowOrigin.");
    }
}
