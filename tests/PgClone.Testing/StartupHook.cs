/// <summary>
/// Runs at the start of every .NET process that has this assembly in <c>DOTNET_STARTUP_HOOKS</c>, which looks for it by this name and without a namespace: it notes at the end which assemblies were
/// loaded. See <see cref="PgClone.Testing.LoadedAssemblies"/>.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable("PGCLONE_TEST_LOADED") is not { Length: > 0 } folder) return;

        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.WriteAllLines(
            Path.Combine(folder, $"{Environment.ProcessId}.txt"), AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name ?? ""));
    }
}
