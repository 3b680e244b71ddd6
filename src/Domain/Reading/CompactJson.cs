using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Reco.Domain.Reading;

/// <summary>How JSON is written, to stores and to callers: without spaces, and texts are data, never markup, so only what JSON demands is escaped.</summary>
public static class CompactJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A writer of compact JSON.</summary>
    public static Utf8JsonWriter Writer(IBufferWriter<byte> output) => new(output, Options);

    /// <summary>Writes the members of a row but its <c>id</c>.</summary>
    public static void WriteWithoutId(this Utf8JsonWriter json, IReadOnlyList<JsonPlace> members)
    {
        foreach (var member in members)
        {
            if (member.Name == "id") continue;
            json.WritePropertyName(member.Name);
            member.Json.WriteTo(json);
        }
    }

    /// <summary>What <paramref name="write"/> writes.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var json = Writer(output)) write(json);
        return output.WrittenSpan.ToArray();
    }
}
