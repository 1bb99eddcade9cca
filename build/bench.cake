Task("Bench")
    .Description("Compares restores with pg_restore's and writes the report into docs; --storage: dumps to S3 and restores from there. A look in under five minutes: --quick. To measure less: --data= --server= --scale= --runs= --jobs= --output=.")
    .IsDependentOn("Provision")
    .Does(() =>
{
    var names = new[] { "data", "server", "scale", "runs", "jobs", "output" };
    var arguments = names.Where(HasArgument).Select(name => $"--{name}=\"{Argument<string>(name)}\"");
    arguments = new[] { "quick", "storage" }.Where(HasArgument).Select(name => $"--{name}").Concat(arguments);
    Run("dotnet", "run --configuration Release --project bench/PgClone.Benchmarks -- " + string.Join(' ', arguments));
});
