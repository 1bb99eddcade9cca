using System.Reflection;
using System.Runtime.Loader;
using Cake.Core;

namespace Cake.PgClone;

/// <summary>
/// Loads the engine with the libraries that lie beside it, whatever versions of them the host has loaded. Cake.Core and this assembly are
/// the host's: they are the types that both sides share.
/// </summary>
internal sealed class EngineLoadContext(string engine) : AssemblyLoadContext("PgClone engine")
{
    private static readonly Assembly[] Shared = [typeof(ICakeContext).Assembly, typeof(EngineLoadContext).Assembly];
    private readonly AssemblyDependencyResolver _resolver = new(engine);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (Array.Find(Shared, assembly => assembly.GetName().Name == assemblyName.Name) is { } shared) return shared;

        return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
