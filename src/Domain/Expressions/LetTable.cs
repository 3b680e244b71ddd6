namespace Reco.Domain.Expressions;

/// <summary>Binds the <c>let</c> names of a rule, each once and in any order, and refuses cycles.</summary>
internal sealed class LetTable
{
    private const int Depth = 64;

    private readonly World world;
    private readonly Dictionary<string, LetDefinition> definitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Let> bound = new(StringComparer.Ordinal);
    private readonly List<string> binding = [];
    private readonly List<Fault> faults;

    public LetTable(World world, IReadOnlyList<LetDefinition> lets, List<Fault> faults)
    {
        (this.world, this.faults) = (world, faults);
        world.Lets = this;
        foreach (var let in lets)
        {
            if (!IsName(let.Name)) faults.Add(new(let.Path, $"\"{let.Name}\" is not a name", "A name has letters, digits and _ and does not begin with a digit."));
            else if (Names.Roots.Contains(let.Name)) faults.Add(new(let.Path, $"\"{let.Name}\" is a name of the language", "Choose another."));
            else if (!definitions.TryAdd(let.Name, let)) faults.Add(new(let.Path, $"\"{let.Name}\" is defined twice"));
        }
        foreach (var let in lets)
        {
            if (definitions.GetValueOrDefault(let.Name) == let) Find(let.Name, out _);
        }
    }

    public IEnumerable<string> All => definitions.Keys;

    /// <summary>The let of a name; null when there is none, or with a problem when it cannot be used here.</summary>
    public Let? Find(string name, out string? problem)
    {
        problem = null;
        if (bound.TryGetValue(name, out var known)) return known;
        if (!definitions.TryGetValue(name, out var definition)) return null;
        if (binding.Contains(name))
        {
            problem = $"\"{name}\" is defined by itself: {Circle(name)}";
            return null;
        }
        if (binding.Count == Depth)
        {
            problem = $"let names build on each other deeper than {Depth}";
            return null;
        }
        binding.Add(name);
        var binder = new Binder(world, Scope.Candidate, definition.Path, faults);
        var (value, size, uses) = binder.Read(definition.Text);
        binding.RemoveAt(binding.Count - 1);
        return bound[name] = new Let(name, value, size, uses);
    }

    /// <summary>From the name back to itself; of a long way only the beginning.</summary>
    private string Circle(string name)
    {
        var way = binding.SkipWhile(n => n != name).ToList();
        return string.Join(" → ", way.Count <= 8 ? [.. way, name] : [.. way.Take(7), "…", name]);
    }

    private static bool IsName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && name is not ("in" or "true" or "false" or "null");
}
