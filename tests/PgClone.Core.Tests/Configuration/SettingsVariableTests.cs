using PgClone.Diagnostics;

namespace PgClone.Configuration;

public sealed class SettingsVariableTests : IDisposable
{
    private static readonly Dictionary<string, string> Environment = new()
    {
        ["HOST"] = "db.example", ["PW"] = "s\"e\\c\nr${et}€", ["EMPTY"] = "", ["PGCLONE_OWN"] = "own",
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_variable_stands_in_every_text_as_it_is()
    {
        var settings = Load("""
            { "connection": "Host=${HOST};Password=${PW}", "instance": "${PGCLONE_OWN}${EMPTY}-\u0031", "jobs": 2,
              "hooks": { "h": { "command": ["sh", "-c", "echo $${HOME} $HOME ${HOST}"] } },
              "restore": { "default": { "roleMap": { "${HOST}": "${HOST}" } } } }
            """);

        Assert.Equal("Host=db.example;Password=s\"e\\c\nr${et}€", settings.Connection);
        Assert.Equal("own-1", settings.Instance);
        Assert.Equal(["sh", "-c", "echo ${HOME} $HOME db.example"], settings.Hooks["h"].Command);
        Assert.Equal([new("${HOST}", "db.example")], settings.RestoreConfigs["default"].RoleMap!);
    }

    [Theory]
    [InlineData("{\n  \"storage\": \"${NOWHERE}/dumps\" }", "The environment variable NOWHERE is not set.", 2, 14)]
    [InlineData("{ \"instance\": \"ü${PW}\", \"storage\": \"${NOWHERE}\" }", "The environment variable NOWHERE is not set.", 1, 36)]
    [InlineData("{ \"storage\": \"${}\" }", "'${' is not followed by", 1, 14)]
    [InlineData("{ \"storage\": \"${A-B}\" }", "'${' is not followed by", 1, 14)]
    [InlineData("{ \"storage\": \"a${\" }", "'${' is not followed by", 1, 14)]
    public void One_that_is_missing_or_misspelt_is_named_at_its_place(string json, string why, int line, int column)
    {
        var e = Assert.Throws<PgCloneException>(() => Load(json));

        Assert.Equal(ErrorCode.InvalidConfiguration, e.Code);
        Assert.StartsWith(why, e.Why, StringComparison.Ordinal);
        Assert.EndsWith($"pgclone.json, line {line}, column {column}", e.Where, StringComparison.Ordinal);
        Assert.Contains("$${", e.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"connection\": \"${PW}${PW}\", \"jobs\": \"many\" }", 1, 39)]
    [InlineData("{ \"connection\": \"${PW}\", \"instance\": \"${EMPTY}\", \"storrage\": 1 }", 1, 50)]
    [InlineData("{ \"connection\": \"${PW}\", \"jobs\": @ }", 1, 34)]
    [InlineData("{ \"connection\": \"${PW}\",\n \"keyLayout\": \"${PW}\" }", 2, 15)]
    public void What_is_wrong_behind_one_is_told_at_its_place_and_without_the_value(string json, int line, int column)
    {
        var e = Assert.Throws<PgCloneException>(() => Load(json));

        Assert.EndsWith($"line {line}, column {column}", e.Where, StringComparison.Ordinal);
        Assert.DoesNotContain("et}", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_database_under_a_name_of_its_own_it_is_missed_only_where_that_is_used()
    {
        var settings = Load("""{ "instance": "${PGCLONE_OWN}", "databases": { "shop": { "connection": "Host=${HOST}" }, "crm": { "connection": "Host=x;Password=${CRM_PW}" } } }""");

        Assert.Equal("Host=db.example", settings.Of("shop")!.Connection);
        Assert.Contains("CRM_PW is not set", Assert.Throws<PgCloneException>(() => settings.Of("crm")).Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[[{\"a\":{\"b\":\"${HOST}\"}}]]")]
    [InlineData("{\"databases\":[{\"a\":[{\"b\":\"${NOWHERE}\"}]}]}")]
    [InlineData("{\"a\":\"${HOST}\"")]
    [InlineData("{\"a\":\"\\ud800${HOST}\"}")]
    public void A_file_that_is_none_is_refused_as_ever(string json) =>
        Assert.Equal(ErrorCode.InvalidConfiguration, Assert.Throws<PgCloneException>(() => Load(json)).Code);

    private PgCloneSettings Load(string json)
    {
        File.WriteAllText(_folder["pgclone.json"], json);
        return SettingsLoader.Load(_folder.Path, Environment);
    }
}
