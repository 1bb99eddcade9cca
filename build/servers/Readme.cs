namespace PgClone.ServerPackages;

/// <summary>What a package's page shows.</summary>
internal static class Readme
{
    public const string FileName = "README.md";

    public static void Write(string stage, Pin pin, IReadOnlyDictionary<string, byte[]> files, IReadOnlyList<string> extensions) => File.WriteAllText(Path.Combine(stage, FileName), $"""
        # {pin.PackageId}

        A PostgreSQL {pin.Version[..pin.Version.LastIndexOf('.')]} server for {pin.Rid}, which PgClone starts where no PostgreSQL is installed. Refer to it beside `PgClone.Xunit`:

        ```xml
        <PackageReference Include="{pin.PackageId}" Version="{pin.Version}" />
        ```

        It holds the programs `{string.Join("`, `", files.Keys.Where(name => name.StartsWith("bin/", StringComparison.Ordinal) && !name.EndsWith(".dll", StringComparison.Ordinal)).Select(Path.GetFileNameWithoutExtension))}`,
        taken from the npm package `{pin.NpmPackage}` {pin.NpmVersion}, and no client programs.{(extensions.Count == 0 ? "" : $" Extensions: {string.Join(", ", extensions)}.")}
        The terms of all that is in it are in `{Licenses.FileName}`.

        """);
}
