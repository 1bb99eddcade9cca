Task("Build").Does(() => DotNetBuild(solution.FullPath, new DotNetBuildSettings
{
    Configuration = configuration,
    NoLogo = true,
    Verbosity = DotNetVerbosity.Minimal,
}));
