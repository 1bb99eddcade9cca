Task("Pack")
    .Description("Packs everything that is published.")
    .Does(() => Pack(solution.FullPath));

void Pack(string project) => DotNetPack(project, new DotNetPackSettings
{
    Configuration = configuration,
    OutputDirectory = packages,
    NoLogo = true,
    Verbosity = DotNetVerbosity.Quiet,
});
