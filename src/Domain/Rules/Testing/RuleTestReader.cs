using System.Runtime.InteropServices;
using System.Text.Json;
using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;
using Reco.Domain.Reading;
using Reco.Domain.Recommend;

namespace Reco.Domain.Rules.Testing;

/// <summary>
/// Reads a rule's <c>tests</c>. A world is made of the rows that the calls for data take, read by the same readers, so that whoever knows those knows this; faults are told
/// at their place in the rule.
/// </summary>
/// <param name="types">Known interaction types.</param>
/// <param name="limits">Bounds.</param>
internal sealed class RuleTestReader(InteractionTypes types, Limits limits)
{
    /// <summary>The latest moment that a test may happen at: clocks can't go on for ever.</summary>
    private static readonly long LastMs = new DateTimeOffset(9000, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <summary>A call of a batch; a cursor belongs to a page that nobody has here.</summary>
    private static readonly string[] RequestNames = [.. RequestReader.OperatorNames.Where(n => n != "cursor")];

    /// <summary>All tests of a rule, and every fault.</summary>
    public List<RuleTest> Read(JsonElement rule, List<Fault> faults)
    {
        if (rule.ValueKind != JsonValueKind.Object || !rule.TryGetProperty("tests", out var tests)) return [];
        var names = new HashSet<string>(StringComparer.Ordinal);
        return [.. new JsonPlace(tests, "$.tests", "tests", faults).Elements(0, limits.RuleTests, "tests").Select(test => ReadTest(test, names))];
    }

    private RuleTest ReadTest(JsonPlace place, HashSet<string> names)
    {
        var members = place.Members("name", "world", "request", "expect");
        place.Require(members, "name", "world", "expect");
        string? name = null;
        var request = new RecommendRequest { RequestId = "test" };
        foreach (var member in members)
        {
            if (member.Name == "name" && member.Id(limits) is { } text && member.Once(names, text)) name = text;
            else if (member.Name == "request") request = ReadRequest(member);
        }
        var test = new RuleTest { Path = place.Path, Name = name ?? "", Request = request };
        foreach (var member in members)
        {
            if (member.Name == "world") ReadWorld(member, test);
            else if (member.Name == "expect") test.Expectations = ReadExpectations(member);
        }
        return test;
    }

    private RecommendRequest ReadRequest(JsonPlace place)
    {
        var members = place.Members(RequestNames);
        var request = RequestReader.Read(members, "test", limits);
        if (request.NowMs is not { } now || (now >= 0 && now <= LastMs)) return request;
        members.First(m => m.Name == "now").Fault("must be between 1970 and 9000");
        return request with { NowMs = null };
    }

    private void ReadWorld(JsonPlace place, RuleTest test)
    {
        var interactions = new InteractionReader(types, limits, new FixedClock(test.NowMs), IServedPages.None);
        var users = new UserReader(limits);
        foreach (var member in place.Members("attributes", "items", "users", "relations", "interactions"))
        {
            switch (member.Name)
            {
                case "attributes": test.Attributes = CatalogDocument.ReadAttributes(member, limits); break;
                case "items": test.Items.AddRange(Rows(member, "items", json => ItemReader.Read(json, limits), item => item.Id)); break;
                case "users": test.Users.AddRange(Rows(member, "users", json => users.Read(json), user => user.User)); break;
                case "interactions": test.Interactions.AddRange(Rows(member, "interactions", json => interactions.Read(json, CatalogDefinition.DefaultName))); break;
                default: ReadRelations(member, test); break;
            }
        }
    }

    private void ReadRelations(JsonPlace place, RuleTest test)
    {
        foreach (var member in place.AllMembers())
        {
            if (RowId.Check(member.Path, member.Name, limits) is { } fault) place.Faults.Add(fault with { Problem = $"its name: {fault.Problem}" });
            else test.Relations.Add((member.Name, Rows(member, "rows", json => RelationReader.Read(json, limits), row => row.Key)));
        }
    }

    /// <summary>Rows of one kind, each of another id where they have one.</summary>
    private List<T> Rows<T>(JsonPlace place, string of, Func<ReadOnlyMemory<byte>, Outcome<T>> read, Func<T, string>? id = null)
    {
        var (rows, ids) = (new List<T>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var element in place.Elements(0, limits.Rows, of))
        {
            var row = read(JsonMarshal.GetRawUtf8Value(element.Json).ToArray());
            if (!row.Ok) place.Faults.AddRange(row.Faults.Select(f => f with { Path = element.Path + f.Path[1..] }));
            else if (id is null || element.AllMembers().First(m => m.Name is "id" or "key" or "item").Once(ids, id(row.Value))) rows.Add(row.Value);
        }
        return rows;
    }

    private List<Expectation> ReadExpectations(JsonPlace place)
    {
        var expectations = new List<Expectation>();
        var members = place.Members("ids", "contains", "excludes", "droppedBy");
        if (members.Count == 0 && place.Json.ValueKind == JsonValueKind.Object) place.RequireOneOf(members, "expects nothing", "Write ids, contains, excludes or droppedBy.");
        foreach (var member in members)
        {
            switch (member.Name)
            {
                case "ids": expectations.Add(new Expectation.Ids(member.Path, Ids(member, 0))); break;
                case "contains": expectations.Add(new Expectation.Contains(member.Path, Ids(member, 1))); break;
                case "excludes": expectations.Add(new Expectation.Excludes(member.Path, Ids(member, 1))); break;
                default: expectations.AddRange(ReadDropped(member)); break;
            }
        }
        return expectations;
    }

    private List<string> Ids(JsonPlace place, int least)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. place.Elements(least, limits.PageItems, "ids").Where(e => e.Id(limits) is { } id && e.Once(seen, id)).Select(e => e.Json.GetString()!)];
    }

    private List<Expectation> ReadDropped(JsonPlace place)
    {
        var (members, dropped) = (place.AllMembers(), new List<Expectation>());
        if (members.Count == 0 && place.Json.ValueKind == JsonValueKind.Object) place.Fault("names no item", "Write { \"ID\": INDEX }, the filter's index from 0.");
        if (members.Count > limits.PageItems) place.Fault($"at most {limits.PageItems} items are allowed, not {members.Count}");
        foreach (var member in members.Take(limits.PageItems))
        {
            if (RowId.Check(member.Path, member.Name, limits) is { } fault) place.Faults.Add(fault with { Problem = $"its name: {fault.Problem}" });
            else if (member.Integer(0, limits.Filters - 1) is { } filter) dropped.Add(new Expectation.DroppedBy(member.Path, member.Name, filter));
        }
        return dropped;
    }
}
