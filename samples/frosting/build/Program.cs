using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Frosting;
using Cake.PgClone;

return new CakeHost().UseContext<FrostingContext>().Run(args);

/// <summary>Restores the latest dump of --database=shop, or the dump --dump-key=, beside the live database, migrates it and swaps it in.</summary>
[TaskName("RestoreDb")]
public sealed class RestoreDb : FrostingTask<FrostingContext>
{
    public override void Run(FrostingContext context)
    {
        var database = context.Arguments.GetArgument("database") ?? "shop";
        var restored = context.PgCloneRestore(context.Arguments.GetArgument("dump-key") ?? database, settings =>
        {
            settings.Database = database;
            settings.PreSwapHook("check", connectionString => context.Log.Information("A hook in C# may look at {0} before it is swapped in.", database));
        });

        context.Log.Information("{0} rows of {1}. Connect with {2}", restored.Rows, restored.Key, restored.DisplayConnectionString);
    }
}

[TaskName("Default")]
[IsDependentOn(typeof(RestoreDb))]
public sealed class Default : FrostingTask;
