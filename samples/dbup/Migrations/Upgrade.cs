using DbUp;
using DbUp.Engine.Output;

namespace Migrations;

public static class Upgrade
{
    public static void Run(string connectionString, IUpgradeLog log)
    {
        var result = DeployChanges.To.PostgresqlDatabase(connectionString)
            .WithScriptsEmbeddedInAssembly(typeof(Upgrade).Assembly)
            .WithTransactionPerScript()
            .LogTo(log)
            .Build()
            .PerformUpgrade();
        if (!result.Successful) throw new InvalidOperationException($"The script {result.ErrorScript?.Name} failed.", result.Error);
    }
}
