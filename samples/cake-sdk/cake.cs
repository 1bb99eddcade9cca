#:sdk Cake.Sdk@7.0.0
#:package Cake.PgClone@0.1.0

var database = Argument("database", "shop");

Task("RestoreDb").Does(() =>
{
    var restored = PgCloneRestore(Argument("dump-key", database), settings => settings.Database = database);
    Information("{0} rows of {1}. Connect with {2}", restored.Rows, restored.Key, restored.DisplayConnectionString);
});

RunTarget(Argument("target", "RestoreDb"));
