using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;
using PgClone.Diagnostics;
using Testcontainers.PostgreSql;

namespace PgClone.Testcontainers;

/// <summary>A server in a container, started once in a process: whoever asks first starts it, all wait for it, and where that fails, all are told the same.</summary>
internal sealed class ContainerServer
{
    private static readonly TimeSpan RemovalTime = TimeSpan.FromSeconds(10);
    private static readonly ConcurrentDictionary<(string Image, bool IsReused), ContainerServer> OfImages = new();
    private static readonly ConditionalWeakTable<PostgreSqlContainer, ContainerServer> OfUsers = [];

    // As Testcontainers asks, but ten times a second: it asks once. While the images set a server up, it listens on a socket alone.
    private static readonly IWaitForContainerOS Ready = Wait.ForUnixContainer().UntilCommandIsCompleted(
        ["pg_isready", "--host", "localhost", "--username", PostgreSqlBuilder.DefaultUsername], wait => wait.WithInterval(TimeSpan.FromMilliseconds(100)));

    private readonly Lazy<Task<string>> _start;

    private ContainerServer(string name, Func<Task<string>> startAsync) => _start = new(() => Task.Run(() => WithCodeAsync(name, startAsync)));

    /// <summary>The process' one server of an image.</summary>
    public static ContainerServer Of(string image, bool isReused) => OfImages.GetOrAdd((image, isReused), _ => new ContainerServer(
        image, () => isReused ? ReusedContainer.StartAsync(image) : StartOwnAsync(image)));

    /// <summary>The server in a container that somebody else looks after.</summary>
    public static ContainerServer Of(PostgreSqlContainer container) => OfUsers.GetValue(container, given => new ContainerServer(
        given.Image.FullName, () => StartAsync(given)));

    /// <summary>How to connect to it. Where it does not run yet, it is started.</summary>
    /// <param name="cancellationToken">Stops the waiting; the start goes on, as others may wait for it.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.ContainerNotStarted"/>.</exception>
    public Task<string> GetAsync(CancellationToken cancellationToken) => _start.Value.WaitAsync(cancellationToken);

    /// <summary>The container, as all of ours are.</summary>
    public static PostgreSqlBuilder BuilderOf(string image, string password) =>
        new PostgreSqlBuilder(image).WithRestoreSettings().WithPassword(password).WithLabel("pgclone", "server").WithWaitStrategy(Ready);

    private static Task<string> StartOwnAsync(string image)
    {
        // Its port is open to whoever reaches the engine's machine.
        var container = BuilderOf(image, Guid.NewGuid().ToString("N")).Build();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove(container);
        return StartAsync(container);
    }

    private static async Task<string> StartAsync(PostgreSqlContainer container)
    {
        if (container.State != TestcontainersStates.Running) await container.StartAsync().ConfigureAwait(false);
        return container.GetConnectionString();
    }

    private static void Remove(PostgreSqlContainer container)
    {
        try
        {
            Task.Run(() => container.DisposeAsync().AsTask()).Wait(RemovalTime);
        }
        catch (AggregateException)
        {
            // Nobody hears of it any more; the reaper takes what is left.
        }
    }

    private static async Task<string> WithCodeAsync(string name, Func<Task<string>> startAsync)
    {
        try
        {
            return await startAsync().ConfigureAwait(false);
        }
        catch (DockerUnavailableException e)
        {
            throw new PgCloneException(
                ErrorCode.ContainerNotStarted, "No container engine answers.", name, e.Message,
                "Start Docker or Podman, or set DOCKER_HOST to where one answers; an engine that is older than Testcontainers takes DOCKER_API_VERSION. "
                + "Without UseContainer the embedded server is used, which needs none.", e);
        }
        catch (Exception e) when (e is not PgCloneException)
        {
            throw new PgCloneException(
                ErrorCode.ContainerNotStarted, "The server's container could not be started.", name, e.Message,
                "See that the image can be pulled, or is there ('docker pull'), and that it is one of PostgreSQL.", e);
        }
    }
}
