using PgClone;

namespace ComingFrom;

public static class Clones
{
    public static async Task ShowAsync(CancellationToken token)
    {
        await using var shop = await PgCloneDatabase.CreateAsync(new PgCloneDatabaseOptions { Source = "shop" }, token);

        await using var clone = await shop.CloneAsync(token);   // a fresh database that holds what shop held at first
        await shop.ResetAsync(token);                           // shop itself holds that again, under the same connection string
    }
}
