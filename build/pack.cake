Task("Pack")
    .Description("Packs everything that is published; the tool as a native program too, where it can be linked.")
    .Does(() =>
{
    var settings = ToPack();
    settings.MSBuildSettings = new DotNetMSBuildSettings().WithProperty("CompileAhead", "true");
    DotNetPack(solution.FullPath, settings);
    if (CanLinkNative) PackNativeTool();
});

// One package that an installation asks for, and two of which it takes the one for its machine; they replace the portable tool's.
void PackNativeTool()
{
    foreach (var runtime in new[] { null, "linux-x64", "any" })
    {
        var settings = ToPack();
        settings.Runtime = runtime;
        settings.MSBuildSettings = NativeTool();
        DotNetPack(tool.FullPath, settings);
    }
}

DotNetPackSettings ToPack() => new()
{
    Configuration = configuration,
    OutputDirectory = packages,
    NoLogo = true,
    Verbosity = DotNetVerbosity.Quiet,
};

// For tests and benchmarks that start the tool.
void UseNativeTool()
{
    if (CanLinkNative) Environment.SetEnvironmentVariable("PGCLONE_TEST_TOOL", PublishNativeTool().FullPath);
    else Warning("There is no C linker (gcc, clang): the tool that is started is no native program.");
}

FilePath PublishNativeTool()
{
    var folder = artifacts.Combine("native");
    DotNetPublish(tool.FullPath, new DotNetPublishSettings
    {
        Configuration = configuration,
        Runtime = "linux-x64",
        OutputDirectory = folder,
        MSBuildSettings = NativeTool(),
        NoLogo = true,
        Verbosity = DotNetVerbosity.Quiet,
    });
    return folder.CombineWithFilePath("PgClone.Tool");
}

// In a folder of its own, since it is compiled with other settings than the tool that the tests start.
// The analyzers, which take as long as the compiler, have seen it there.
DotNetMSBuildSettings NativeTool() => new DotNetMSBuildSettings()
    .WithProperty("NativeTool", "true")
    .WithProperty("RunAnalyzers", "false")
    .WithProperty("ArtifactsPath", artifacts.Combine("native-build").FullPath);

// What .NET's native compiler calls to link.
bool CanLinkNative => IsRunningOnLinux()
    && System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.X64
    && (Context.Tools.Resolve("clang") ?? Context.Tools.Resolve("gcc")) is not null;
