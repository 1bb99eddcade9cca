#load "build/parameters.cake"
#load "build/compile.cake"
#load "build/provisioning.cake"
#load "build/bench.cake"
#load "build/pack.cake"
#load "build/restore.cake"
#load "build/samples.cake"
#load "build/servers/servers.cake"
#load "build/soak.cake"
#load "build/test.cake"

Task("Default").IsDependentOn("Test");

Task("Clean").Does(() =>
{
    // The tools that run this script stay.
    foreach (var folder in GetSubDirectories(artifacts).Where(folder => folder.GetDirectoryName() != "cake-tools"))
        DeleteDirectory(folder, new DeleteDirectorySettings { Recursive = true, Force = true });
});

try
{
    RunTarget(target);
}
catch (Exception e) when (testsAreAsked)
{
    Error(e.Message);
    testResult ??= TestResult.Crashed;
}

if (testResult is not null)
{
    foreach (var line in testResult.Failures) Console.WriteLine(line);

    // Alone and last, after Cake's own report: whoever calls this reads the last line.
    Console.WriteLine(testResult);
    Console.Out.Flush();
    if (testResult.Failed > 0) Environment.Exit(1);
}
