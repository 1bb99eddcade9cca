Task("Bench")
    .Description("Compares a restore with pg_restore's: --data=mixed|many|skewed --scale=0.2 --runs=5 --jobs=2.")
    .IsDependentOn("Provision")
    .Does(() =>
{
    var arguments = new[] { "data", "scale", "runs", "jobs" }.Where(HasArgument).Select(name => $"--{name}={Argument<string>(name)}");
    Run("dotnet", "run --configuration Release --project bench/PgClone.Benchmarks -- " + string.Join(' ', arguments));
});
