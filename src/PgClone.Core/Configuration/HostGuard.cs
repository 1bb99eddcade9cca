using PgClone.Diagnostics;
using PgClone.Servers;

namespace PgClone.Configuration;

/// <summary>Restores replace databases, so a server on another machine has to be named before one is restored into.</summary>
internal static class HostGuard
{
    /// <summary>Refuses a server that is neither on this machine nor among <see cref="PgCloneSettings.AllowedHosts"/>.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.NotAllowed"/>.</exception>
    public static void CheckRestore(PgCloneSettings settings, PostgresServer server) => CheckRestore(settings, server.Host, server.DisplayName);

    internal static void CheckRestore(PgCloneSettings settings, string host, string displayName)
    {
        if (PostgresServer.IsLocalHost(host) || settings.AllowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase)) return;

        throw new PgCloneException(
            ErrorCode.NotAllowed, "Restoring into a server on another machine is not allowed.", displayName,
            $"{host} is not among allowedHosts.",
            $"If it may be overwritten, add it to allowedHosts in {SettingsLoader.FileName} or to PGCLONE_ALLOWED_HOSTS.");
    }
}
