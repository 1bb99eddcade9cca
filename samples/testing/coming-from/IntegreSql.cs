using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PgClone;

namespace ComingFrom.IntegreSql;

public sealed class Before(HttpClient integresql, string hash, Func<string, Task> migrate)
{
    public async Task<string> GetDatabaseAsync()
    {
        using var template = await integresql.PostAsJsonAsync("api/v1/templates", new { hash });
        if (template.StatusCode != HttpStatusCode.Locked)
        {
            await migrate(ConnectionStringOf(await template.Content.ReadFromJsonAsync<JsonElement>()));
            using var done = await integresql.PutAsync($"api/v1/templates/{hash}", null);
        }

        return ConnectionStringOf(await integresql.GetFromJsonAsync<JsonElement>($"api/v1/templates/{hash}/tests"));
    }

    private static string ConnectionStringOf(JsonElement answer)
    {
        var config = answer.GetProperty("database").GetProperty("config");
        return $"Host={config.GetProperty("host")};Port={config.GetProperty("port")};Username={config.GetProperty("username")};Password={config.GetProperty("password")};Database={config.GetProperty("database")}";
    }
}

public sealed class After(PgCloneDatabase shop)
{
    public async Task<string> GetDatabaseAsync() => (await shop.CloneAsync()).ConnectionString;
}
