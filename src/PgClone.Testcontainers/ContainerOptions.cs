using PgClone.Diagnostics;
using Testcontainers.PostgreSql;

namespace PgClone.Testcontainers;

/// <summary>Has databases made on a server in a container, which is started when the first of them is.</summary>
/// <remarks>
/// The server is there for the tests alone: it may be restored into whatever its address, and templates are kept on it unless
/// <see cref="PgCloneDatabaseOptions.Templates"/> says otherwise. Where it can't be started, that is found out once in a process, and making a database fails with
/// <see cref="ErrorCode.ContainerNotStarted"/>.
/// </remarks>
public static class ContainerOptions
{
    /// <summary>Uses a container of this image: one for all databases of the process, with the settings of <see cref="ContainerSettings.WithRestoreSettings"/>.</summary>
    /// <param name="options">The options that it is the server of.</param>
    /// <param name="image">An image of PostgreSQL, such as <c>postgres:17</c>. It is pulled where it is not there.</param>
    /// <param name="reuse">
    /// False: it is removed when the process ends, or by Testcontainers' reaper where the process is killed. True: it stays, and is used by all processes of this user that ask for the
    /// same, with what is ready in it; <c>docker rm --force --volumes $(docker ps --quiet --filter label=pgclone)</c> removes it.
    /// </param>
    public static void UseContainer(this PgCloneDatabaseOptions options, string image, bool reuse = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(image);

        options.StartServer = ContainerServer.Of(image, reuse).GetAsync;
    }

    /// <summary>Uses a container that you built, and that stays yours: it is started where it does not run, and never stopped.</summary>
    /// <param name="options">The options that it is the server of.</param>
    /// <param name="container">The container. Give the same one to all that shall share it.</param>
    public static void UseContainer(this PgCloneDatabaseOptions options, PostgreSqlContainer container)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(container);

        options.StartServer = ContainerServer.Of(container).GetAsync;
    }
}
