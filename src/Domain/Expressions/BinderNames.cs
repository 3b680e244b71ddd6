#pragma warning disable CA1859 // A tree of expressions is built from its base type; which node it happens to be says nothing.

using Reco.Domain.Reading;

namespace Reco.Domain.Expressions;

/// <summary>The part of the binder that resolves names, paths, functions and methods.</summary>
internal sealed partial class Binder
{
    private Bound BindName(Node.Name name)
    {
        var depth = elements.LastIndexOf(name.Text);
        if (depth >= 0) return new Bound.Element(depth);
        if (name.Text == "now") return new Bound.Now();
        if (Names.Roots.Contains(name.Text)) return Fault(name.Column, $"\"{name.Text}\" is no value", $"Name a member: {name.Text}.name.");
        return BindLet(name);
    }

    private Bound BindLet(Node.Name name)
    {
        var let = world.Lets.Find(name.Text, out var problem);
        if (problem is not null) return Fault(name.Column, problem);
        if (let is null) return Unknown(name.Column, "name", name.Text, [.. Names.Roots, .. world.Lets.All, .. elements.Select(JsonPlace.Shorten)]);
        if (scope == Scope.Request && (let.Value.Reads & Reads.Candidate) != 0) return NoCandidate(name.Column, name.Text);
        if (scope == Scope.Query && (let.Value.Reads & Reads.Found) != 0) return NotFound(name.Column, name.Text);
        uses.Add(let);
        uses.UnionWith(let.Uses);
        return new Bound.Use(let);
    }

    private Bound BindMember(Node.Member member)
    {
        var (root, names) = Flatten(member);
        if (root is null) return Unmembered(member);
        var first = names[0];
        if (elements.Contains(root.Text)) return Fault(first.Column, $"\"{JsonPlace.Shorten(root.Text)}\" has no members");
        switch (root.Text)
        {
            case "item" when scope == Scope.Request: return NoCandidate(root.Column, "item");
            case "item": return BindAttribute(false, names);
            case "seed": return BindAttribute(true, names);
            case "user":
                return names is [{ Text: "id" }] ? new Bound.OfRequest("user", StaticType.Text) : new Bound.UserAttribute([.. names.Select(n => n.Text)]);
            case "request": return BindRequest(names);
            case "candidate": return BindCandidate(root, names);
            case "now":
                if (!Names.OfNow.Contains(first.Text)) return Unknown(first.Column, "part of now", first.Text, Names.OfNow);
                return names.Count == 1 ? new Bound.NowPart(first.Text) : Fault(names[1].Column, $"\"now.{first.Text}\" has no members");
            case "params":
                if (!world.Parameters.TryGetValue(first.Text, out var value)) return Unknown(first.Column, "parameter", first.Text, world.Parameters.Keys);
                return names.Count == 1 ? new Bound.Constant(value) : Fault(names[1].Column, $"\"params.{first.Text}\" has no members");
            default:
                return BindLet(new Node.Name(root.Column, root.Text)) is Bound.Faulty faulty ? faulty : Fault(first.Column, $"\"{JsonPlace.Shorten(root.Text)}\" has no members");
        }
    }

    private Bound Unmembered(Node.Member member)
    {
        // The member is at fault; what stands before it may have faults of its own.
        var inner = member.Target;
        while (inner is Node.Member next) inner = next.Target;
        return Bind(inner) is Bound.Faulty faulty ? faulty : Fault(member.Column, $"a value has no member \"{JsonPlace.Shorten(member.Text)}\"");
    }

    private static (Node.Name? Root, List<Node.Member> Names) Flatten(Node.Member member)
    {
        var names = new List<Node.Member>();
        Node node = member;
        while (node is Node.Member m)
        {
            names.Add(m);
            node = m.Target;
        }
        names.Reverse();
        return (node as Node.Name, names);
    }

    private Bound BindAttribute(bool ofSeed, List<Node.Member> names)
    {
        var attribute = string.Join('.', names.Select(n => n.Text));
        return attribute switch
        {
            "id" => new Bound.ItemId(ofSeed),
            "popularity" => new Bound.Popularity(ofSeed),
            _ => new Bound.Attribute(ofSeed, attribute, world.Catalog.Reserve(attribute)),
        };
    }

    private Bound BindRequest(List<Node.Member> names)
    {
        var first = names[0];
        if (first.Text == "context")
        {
            return names.Count == 2 ? new Bound.ContextValue(names[1].Text) : Fault(first.Column, "name one context value", "Write request.context.name.");
        }
        if (!Names.OfRequest.Contains(first.Text)) return Unknown(first.Column, "member of request", first.Text, Names.OfRequest);
        if (names.Count > 1) return Fault(names[1].Column, $"\"request.{first.Text}\" has no members");
        return new Bound.OfRequest(first.Text, first.Text switch { "items" => StaticType.List, "limit" => StaticType.Number, _ => StaticType.Text });
    }

    private Bound BindCandidate(Node.Name root, List<Node.Member> names)
    {
        if (scope == Scope.Request) return NoCandidate(root.Column, "candidate");
        if (scope == Scope.Query) return NotFound(root.Column, "candidate");
        var first = names[0];
        if (!Names.OfCandidate.Contains(first.Text)) return Unknown(first.Column, "member of candidate", first.Text, Names.OfCandidate);
        if (names.Count > 1) return Fault(names[1].Column, $"\"candidate.{first.Text}\" has no members");
        return new Bound.OfCandidate(first.Text, first.Text == "source" ? StaticType.Text : StaticType.Number);
    }

    private Bound.Faulty Unknown(int column, string what, string name, IEnumerable<string> known) => Fault(column, $"unknown {what} \"{JsonPlace.Shorten(name)}\"", NearestName.Suggest(name, known));

    private Bound.Faulty NoCandidate(int column, string name) => Fault(column, $"\"{name}\" is not known here: this is evaluated once per request, without a candidate");

    private Bound.Faulty NotFound(int column, string name) => Fault(column, $"\"{name}\" is not known here: a query looks at all items of the catalog");
}
