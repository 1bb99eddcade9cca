using Mono.Cecil;

namespace PgClone.Architecture;

/// <summary>Which types of which namespaces an assembly's types use, in their members and in what these do.</summary>
internal sealed class NamespaceUses
{
    private readonly ModuleDefinition _module;
    private readonly HashSet<(string From, string To, string Example)> _uses = [];

    private NamespaceUses(ModuleDefinition module) => _module = module;

    /// <summary>One entry for each type that uses a type of another namespace: <c>Catalog uses DumpKey</c>.</summary>
    public static IReadOnlyCollection<(string From, string To, string Example)> In(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        var uses = new NamespaceUses(module);
        foreach (var type in module.GetTypes()) uses.Read(type);
        return uses._uses;
    }

    private void Read(TypeDefinition type)
    {
        Add(type, type.BaseType);
        foreach (var implementation in type.Interfaces) Add(type, implementation.InterfaceType);
        foreach (var field in type.Fields) Add(type, field.FieldType);
        foreach (var method in type.Methods) Read(type, method);
    }

    private void Read(TypeDefinition type, MethodDefinition method)
    {
        Add(type, method.ReturnType);
        foreach (var parameter in method.Parameters) Add(type, parameter.ParameterType);
        if (!method.HasBody) return;

        foreach (var variable in method.Body.Variables) Add(type, variable.VariableType);
        foreach (var instruction in method.Body.Instructions)
        {
            if (instruction.Operand is TypeReference named) Add(type, named);
            if (instruction.Operand is MemberReference member) Add(type, member.DeclaringType);
            if (instruction.Operand is GenericInstanceMethod generic) foreach (var argument in generic.GenericArguments) Add(type, argument);
        }
    }

    private void Add(TypeReference from, TypeReference? to)
    {
        if (to is GenericInstanceType generic) foreach (var argument in generic.GenericArguments) Add(from, argument);
        if (to is TypeSpecification specification) Add(from, specification.ElementType);
        if (to is null or GenericParameter or TypeSpecification || to.Resolve()?.Module != _module) return;

        var (user, used) = (Outermost(from), Outermost(to));
        if (user.Namespace != used.Namespace) _uses.Add((user.Namespace, used.Namespace, $"{user.Name} uses {used.Name}"));
    }

    private static TypeReference Outermost(TypeReference type)
    {
        while (type.DeclaringType is not null) type = type.DeclaringType;
        return type;
    }
}
