using Reco.Domain.Reading;

namespace Reco.Domain.Interactions;

/// <summary>A person's attributes, validated.</summary>
/// <param name="User">Who.</param>
/// <param name="Json">The attributes: a compact JSON object, UTF-8, without <c>id</c>.</param>
public sealed record UserRow(string User, ReadOnlyMemory<byte> Json);

/// <summary>
/// The gate before the profile store: one row of <c>PUT /api/users</c>, <c>{ "id": "u1", "ageBand": "30s", … }</c>, becomes attributes, or every fault that it has.
/// Attributes may be any JSON, nested up to <see cref="Limits.JsonDepth"/>. Safe for many threads.
/// </summary>
/// <param name="limits">Bounds.</param>
public sealed class UserReader(Limits limits)
{
    /// <summary>Reads a row from its bytes (one NDJSON line, or the body of <c>PUT /api/users/{id}</c>).</summary>
    /// <param name="json">The row.</param>
    /// <param name="user">Who is meant when the address says it; <c>id</c> may be left out then, or must be the same.</param>
    public Outcome<UserRow> Read(ReadOnlyMemory<byte> json, string? user = null) => StrictJson.ReadRow(json, limits, row =>
    {
        string? id = null;
        var members = row.AllMembers();
        foreach (var member in members)
        {
            if (member.Name != "id") continue;
            id = member.Id(limits);
            if (id is not null && user is not null && id != user) member.Fault("another user than the address names", "Leave it out.");
        }
        if (user is null) row.Require(members, "id");
        return new UserRow(user ?? id ?? "", Attributes(members));
    });

    private static byte[] Attributes(IReadOnlyList<JsonPlace> members) => CompactJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteWithoutId(members);
        json.WriteEndObject();
    });
}
