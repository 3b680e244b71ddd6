using Reco.Domain.Expressions;
using Reco.Domain.Reading;

namespace Reco.Domain.Interactions;

/// <summary>
/// The gate before the log: one row of <c>POST /api/interactions</c> becomes an <see cref="Interaction"/>, or every fault that it has, in document order.
/// What passes needs no further check anywhere. An optional property that is null counts as absent. An impression that names a page instead of an item
/// is one of the whole page; where it names a known page, rule and place are the server's word. Safe for many threads.
/// </summary>
/// <param name="types">The types that the server knows.</param>
/// <param name="limits">Bounds.</param>
/// <param name="time">Now, for rows without <c>at</c> and against rows from the future.</param>
/// <param name="pages">What an impression that names no item was about.</param>
public sealed class InteractionReader(InteractionTypes types, Limits limits, TimeProvider time, IServedPages pages)
{
    /// <summary>How far ahead of the server's clock <c>at</c> may be.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    private static readonly string[] Names = ["id", "user", "item", "type", "at", "value", "basket", "requestId", "position", "context"];
    private static readonly string[] Required = ["user", "item", "type"];

    /// <summary>Reads a row from its bytes (one NDJSON line).</summary>
    /// <param name="json">The row.</param>
    /// <param name="catalog">The catalog that it is for.</param>
    public Outcome<Interaction> Read(ReadOnlyMemory<byte> json, string catalog) => StrictJson.ReadRow(json, limits, row => Read(row, catalog));

    private Interaction Read(JsonPlace row, string catalog)
    {
        string? id = null, user = null, item = null, type = null, basket = null, requestId = null;
        long? at = null;
        double? value = null;
        int? position = null;
        IReadOnlyDictionary<string, Value>? context = null;
        var members = row.Members(Names);
        foreach (var member in members)
        {
            if (member.IsNull && !Required.Contains(member.Name)) continue;
            switch (member.Name)
            {
                case "id": id = member.Id(limits); break;
                case "user": user = member.Id(limits); break;
                case "item": item = member.Id(limits); break;
                case "type": type = Type(member); break;
                case "at": at = At(member); break;
                case "value": value = member.Number(); break;
                case "basket": basket = member.Id(limits); break;
                case "requestId": requestId = member.Id(limits); break;
                case "position": position = member.Integer(1, int.MaxValue); break;
                default: context = ContextValues.Read(member, limits); break;
            }
        }
        var shown = type == InteractionTypes.Impression && requestId is not null ? pages.Find(catalog, requestId) : null;
        var whole = type == InteractionTypes.Impression && members.Any(m => m.Name == "requestId" && !m.IsNull) && !members.Any(m => m.Name == "item");
        if (!whole) row.Require(members, Required);
        else if (requestId is not null && shown is null)
            members.First(m => m.Name == "requestId").Fault("no such page is known", $"A page is remembered for {limits.ServedPageMinutes} minutes, but not through a restart. Name its items, a row for each, instead.");
        var read = new Interaction
        {
            Id = id,
            User = user ?? (whole ? shown?.User : null) ?? "",
            Item = item,
            Type = type ?? "",
            AtMs = at ?? time.GetUtcNow().ToUnixTimeMilliseconds(),
            Value = value,
            Basket = basket,
            RequestId = requestId,
            Position = position,
        };
        if (whole) read = read with { Page = shown?.Page };
        else if (shown is not null && Place(shown.Page.Items, item) is > 0 and var place) read = read with { Page = shown.Page with { Items = [] }, Position = place };
        return context is null ? read : read with { Context = context };
    }

    /// <summary>The place of an item on a page, from 1; 0 when it is not there.</summary>
    private static int Place(IReadOnlyList<string> items, string? item)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] == item) return i + 1;
        }
        return 0;
    }

    private string? Type(JsonPlace place)
    {
        if (place.Id(limits) is not { } type) return null;
        if (types.Canonical(type) is { } known) return known;
        place.Fault($"unknown type \"{JsonPlace.Shorten(type)}\"", $"{NearestName.Suggest(type, types.Names)} Declare others by the setting Reco__Types__NAME.");
        return null;
    }

    private long? At(JsonPlace place)
    {
        if (place.Moment() is not { } ms) return null;
        if (ms < 0) place.Fault("before 1970");
        else if (ms > (time.GetUtcNow() + Ahead).ToUnixTimeMilliseconds()) place.Fault("more than 5 minutes ahead of the clock", "Check the sender's clock, or leave it out: it defaults to now.");
        return ms;
    }
}
