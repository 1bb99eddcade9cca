using PgClone.Hooks;

namespace Cake.PgClone.Engine;

/// <summary>A hook in the build script's C#.</summary>
internal sealed class CakeHook(string name, Func<string, Task> action) : IHook
{
    public string Name { get; } = name;

    public Task RunAsync(HookContext context, CancellationToken cancellationToken = default) => action(context.ConnectionString);
}
