using System.Reflection;
using System.Security.Cryptography;
using PgClone.Diagnostics;

namespace PgClone.Hooks;

/// <summary>
/// Computes the <see cref="DelegateHook.Version"/> of what a hook in C# applies: another text wherever one of its files, resources or lines of code is another.
/// </summary>
public static class HookContent
{
    /// <summary>Of scripts that are embedded in an assembly, as DbUp and Evolve read them. Its code does not count.</summary>
    /// <param name="assembly">The assembly with the scripts.</param>
    /// <exception cref="ArgumentException">It has none: whoever forgot to embed them would never see a change.</exception>
    public static string OfResources(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var names = assembly.GetManifestResourceNames();
        return names.Length > 0
            ? string.Join('\n', names.Order(StringComparer.Ordinal).Select(name => $"{Hash(assembly, name)} {name}"))
            : throw new ArgumentException($"{assembly.GetName().Name} has no embedded resources.", nameof(assembly));
    }

    /// <summary>Of an assembly as it was compiled, code and resources: for migrations that are written in C#, as EF Core's are.</summary>
    /// <remarks>
    /// Reads the identity that the compiler gives to each build; by default it is computed from what is compiled, so that the same sources in the same
    /// folder give the same. Assemblies that this one calls don't count.
    /// </remarks>
    /// <param name="assembly">The assembly with the migrations.</param>
    public static string OfAssembly(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return $"{assembly.GetName().Name} {assembly.ManifestModule.ModuleVersionId}";
    }

    /// <summary>Of a folder with scripts: the files with all that is below, without <c>bin</c>, <c>obj</c> and folders that begin with a dot.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidConfiguration"/>: it is not there, holds no file, or one can't be read.</exception>
    public static string OfFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return HookInputs.Read("a hook in C#", ["."], Path.GetFullPath(folder), CancellationToken.None);
    }

    private static string Hash(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
