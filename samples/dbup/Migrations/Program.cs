using DbUp.Engine.Output;
using Migrations;

var connectionString = Environment.GetEnvironmentVariable("ConnectionStrings__Shop") ?? throw new InvalidOperationException("ConnectionStrings__Shop is not set.");
Upgrade.Run(connectionString, new ConsoleUpgradeLog());
