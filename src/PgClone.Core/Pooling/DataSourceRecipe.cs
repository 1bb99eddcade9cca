using PgClone.Servers;

namespace PgClone.Pooling;

/// <summary>How whoever gets a clone connects to it, and how many are made ahead for those who do so alike.</summary>
/// <param name="Identity">Equal for recipes that make the same.</param>
/// <param name="IsPlain">Whether what connects runs nothing of the caller's own: a clone that nobody else has been in may be handed to another process.</param>
/// <param name="Most">How many clones may be ready; null: as it suits the server.</param>
/// <param name="Build">Makes the ways into a database of its connection string.</param>
internal sealed record DataSourceRecipe(string Identity, bool IsPlain, int? Most, Func<string, DatabaseConnections> Build)
{
    private const int MostOnThisMachine = 2;

    /// <summary>How many clones may be ready at once: where nothing is said, only on a server that is this machine's own.</summary>
    public int MostOn(PostgresServer server) => Most ?? (server.IsEmbedded || server.IsLocal ? MostOnThisMachine : 0);
}
