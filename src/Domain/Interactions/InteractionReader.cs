using Reco.Domain.Expressions;
using Reco.Domain.Reading;

namespace Reco.Domain.Interactions;

/// <summary>
/// The gate before the log: one row of <c>POST /api/interactions</c> becomes an <see cref="Interaction"/>, or every fault that it has, in document order.
/// What passes needs no further check anywhere. An optional property that is null counts as absent. Safe for many threads.
/// </summary>
/// <param name="types">The types that the server knows.</param>
/// <param name="limits">Bounds.</param>
/// <param name="time">Now, for rows without <c>at</c> and against rows from the future.</param>
public sealed class InteractionReader(InteractionTypes types, Limits limits, TimeProvider time)
{
    /// <summary>How far ahead of the server's clock <c>at</c> may be.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    private static readonly string[] Names = ["id", "user", "item", "type", "at", "value", "basket", "requestId", "position", "context"];
    private static readonly string[] Required = ["user", "item", "type"];

    /// <summary>Reads a row from its bytes (one NDJSON line).</summary>
    public Outcome<Interaction> Read(ReadOnlyMemory<byte> json) => StrictJson.ReadRow(json, limits, Read);

    private Interaction Read(JsonPlace row)
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
        row.Require(members, Required);
        var read = new Interaction
        {
            Id = id,
            User = user ?? "",
            Item = item,
            Type = type ?? "",
            AtMs = at ?? time.GetUtcNow().ToUnixTimeMilliseconds(),
            Value = value,
            Basket = basket,
            RequestId = requestId,
            Position = position,
        };
        return context is null ? read : read with { Context = context };
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
