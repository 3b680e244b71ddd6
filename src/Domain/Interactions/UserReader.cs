using System.Buffers;
using System.Text.Json;

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
    private readonly JsonWriterOptions compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = limits.JsonDepth };

    /// <summary>Reads a row from its bytes (one NDJSON line, or the body of <c>PUT /api/users/{id}</c>).</summary>
    /// <param name="json">The row.</param>
    /// <param name="user">Who is meant when the address says it; <c>id</c> may be left out then, or must be the same.</param>
    public Outcome<UserRow> Read(ReadOnlyMemory<byte> json, string? user = null) => RowJson.Parse(json, limits, element => Read(element, user));

    /// <summary>Reads a row of a body that was parsed without duplicate properties and within the depth.</summary>
    public Outcome<UserRow> Read(JsonElement json, string? user = null)
    {
        var row = new RowJson(limits);
        if (!row.IsObject(json)) return row.Faults!;
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer, compact);
        string? id = null;
        var named = false;
        writer.WriteStartObject();
        foreach (var property in json.EnumerateObject())
        {
            if (row.Name("$", property) is not { } name) continue;
            if (name != "id") Copy(row, property, name, writer);
            else if (named) row.Fault("$.id", "given twice");
            else (id, named) = (row.Id("$.id", property.Value), true);
        }
        writer.WriteEndObject();
        writer.Flush();
        if (!named && user is null) row.Fault("$.id", "missing", "Say whose attributes these are.");
        if (id is not null && user is not null && id != user) row.Fault("$.id", "another user than the address names", "Leave it out.");
        return row.Faults is { } faults ? faults : new UserRow(user ?? id!, buffer.WrittenMemory);
    }

    private static void Copy(RowJson row, JsonProperty property, string name, Utf8JsonWriter writer)
    {
        if (!IsUnicode(property.Value))
        {
            row.Fault(RowJson.Below("$", name), "not valid Unicode (a lone surrogate or broken UTF-8)", "Encode it as UTF-8.");
            return;
        }
        writer.WritePropertyName(name);
        property.Value.WriteTo(writer);
    }

    private static bool IsUnicode(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString() is not null,
                JsonValueKind.Array => value.EnumerateArray().All(IsUnicode),
                JsonValueKind.Object => value.EnumerateObject().All(p => p.Name is not null && IsUnicode(p.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
