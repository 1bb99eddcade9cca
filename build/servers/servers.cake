Task("PackServers")
    .Description("Packs PostgreSQL servers for machines without one, out of npm packages: --rid=linux-x64, --major=17.")
    .WithCriteria(() => HasNpm(), "There is no npm client: no server package is made.")
    .Does(() =>
{
    var names = new[] { "rid", "major" };
    var arguments = names.Where(HasArgument).Select(name => $" --{name} \"{Argument<string>(name)}\"");
    Run("dotnet", $"run --configuration {configuration} --project build/servers -- \"{packages}\"{string.Concat(arguments)}");
});

bool HasNpm() => Context.Tools.Resolve(IsRunningOnWindows() ? "npm.cmd" : "npm") is not null;
