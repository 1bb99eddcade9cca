using Cake.Core;

namespace Cake.PgClone;

/// <summary>Finds the engine's folder and creates the engine in it, once for the process.</summary>
internal static class EngineLoader
{
    private const string AssemblyName = "Cake.PgClone.Engine";
    private static readonly Lazy<IPgCloneEngine> Loaded = new(Load);

    public static IPgCloneEngine Engine => Loaded.Value;

    private static IPgCloneEngine Load()
    {
        var path = Path.Combine(FindDirectory(), AssemblyName + ".dll");
        var type = new EngineLoadContext(path).LoadFromAssemblyPath(path).GetType(AssemblyName + ".PgCloneEngine", throwOnError: true)!;
        return (IPgCloneEngine)Activator.CreateInstance(type)!;
    }

    /// <summary>Beside the program, where the host compiles against the package; else where the package was unpacked.</summary>
    private static string FindDirectory()
    {
        var here = Path.GetDirectoryName(typeof(EngineLoader).Assembly.Location);
        if (string.IsNullOrEmpty(here)) here = AppContext.BaseDirectory;

        string[] candidates = [Path.Combine(here, "pgclone-engine"), Path.GetFullPath(Path.Combine(here, "..", "..", "engine", "net10.0"))];
        return candidates.FirstOrDefault(Directory.Exists)
               ?? throw new CakeException($"PGC0004: The engine's files are missing.{Environment.NewLine}  where: {string.Join(", ", candidates)}");
    }
}
