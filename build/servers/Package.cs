namespace PgClone.ServerPackages;

/// <summary>Makes the package of a staged server.</summary>
internal static class Package
{
    public static async Task WriteAsync(string stage, Pin pin, string output)
    {
        // NuGet imports what is called as the package.
        File.Copy(Path.Combine(Repository.Folder, "package", "server.targets"), Path.Combine(stage, pin.PackageId + ".targets"));
        await Command.RunAsync(
            Repository.Folder, "dotnet", "pack", Path.Combine("package", "PgClone.Server.csproj"), "--configuration", "Release", "--output", output, "-nologo",
            $"-property:Stage={stage}{Path.DirectorySeparatorChar}", $"-property:PackageId={pin.PackageId}", $"-property:PackageVersion={pin.Version}",
            $"-property:Description=A PostgreSQL {pin.Major} server for {pin.Rid}%2C for PgClone to start where none is installed.");
    }
}
