#addin nuget:?package=Cake.PgClone

var database = Argument("database", "shop");

Task("RestoreDb").Does(() =>
{
    // pgclone.json says where the dumps lie and how a restored database is migrated; how long each stage takes is told on the way.
    var restored = PgCloneRestore(Argument("dump-key", database), settings => settings.Database = database);

    Information($"dump        {restored.Key}");
    Information($"size        {restored.Bytes:N0} bytes");
    Information($"tables      {restored.Tables:N0}");
    Information($"rows        {restored.Rows:N0}");
    Information($"connection  {restored.DisplayConnectionString}");
});

RunTarget(Argument("target", "RestoreDb"));
