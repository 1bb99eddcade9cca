#addin nuget:?package=Cake.PgClone

var database = Argument("database", "shop");

Task("RestoreDb").Does(() =>
{
    // pgclone.json says where the dumps lie and how a restored database is migrated.
    var restored = PgCloneRestore(database, settings => settings.Source = Argument<string>("dump-key", null));

    Information("");
    Information("dump        {0}", restored.Key);
    Information("size        {0:N0} bytes", restored.Bytes);
    Information("tables      {0:N0}", restored.Tables);
    Information("rows        {0:N0}", restored.Rows);
    foreach (var stage in restored.Stages)
        Information("{0,-11} {1:N2} s", stage.Stage, stage.Elapsed.TotalSeconds);
    Information("connection  {0}", restored.DisplayConnectionString);
});

RunTarget(Argument("target", "RestoreDb"));
