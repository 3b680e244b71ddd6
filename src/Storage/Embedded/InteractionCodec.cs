using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Reco.Domain.Expressions;
using Reco.Domain.Interactions;

namespace Reco.Storage.Embedded;

/// <summary>
/// A row of the log as bytes, about 40 for an ordinary one: version (1) · which optional fields follow (1) · at ms (8) · type · id · item · basket · requestId (each its length
/// as a varint and UTF-8) · value (8) · position (8) · context (count, then name, kind and value) · page (rule, canary (8), at ms (8), count, items). The user is the person that the row belongs to.
/// </summary>
internal static class InteractionCodec
{
    private const byte Version = 1;

    [Flags]
    private enum Fields : byte { None = 0, Id = 1, Item = 2, Basket = 4, RequestId = 8, Value = 16, Position = 32, Context = 64, Page = 128 }

    public static void Write(IBufferWriter<byte> output, Interaction row)
    {
        var fields =
            (row.Id is null ? 0 : Fields.Id) | (row.Item is null ? 0 : Fields.Item) | (row.Basket is null ? 0 : Fields.Basket) | (row.RequestId is null ? 0 : Fields.RequestId) |
            (row.Value is null ? 0 : Fields.Value) | (row.Position is null ? 0 : Fields.Position) | (row.Context.Count == 0 ? 0 : Fields.Context) |
            (row.Page is null ? 0 : Fields.Page);
        var head = output.GetSpan(10);
        (head[0], head[1]) = (Version, (byte)fields);
        BinaryPrimitives.WriteInt64LittleEndian(head[2..], row.AtMs);
        output.Advance(10);
        WriteText(output, row.Type);
        if (row.Id is not null) WriteText(output, row.Id);
        if (row.Item is not null) WriteText(output, row.Item);
        if (row.Basket is not null) WriteText(output, row.Basket);
        if (row.RequestId is not null) WriteText(output, row.RequestId);
        if (row.Value is { } value) WriteNumber(output, value);
        if (row.Position is { } position) WriteNumber(output, position);
        if (row.Context.Count > 0) WriteContext(output, row.Context);
        if (row.Page is not null) WritePage(output, row.Page);
    }

    /// <summary>Reads a row; throws <see cref="InvalidDataException"/> for bytes that are damaged or of a newer server.</summary>
    /// <param name="bytes">What <see cref="Write"/> gave.</param>
    /// <param name="user">Whose row it is.</param>
    public static Interaction Read(ReadOnlySpan<byte> bytes, string user)
    {
        try
        {
            return Decode(bytes, user);
        }
        catch (Exception damage) when (damage is IndexOutOfRangeException or ArgumentException)
        {
            throw new InvalidDataException("A row of the interaction log is damaged.", damage);
        }
    }

    private static Interaction Decode(ReadOnlySpan<byte> bytes, string user)
    {
        if (bytes.Length < 10 || bytes[0] != Version) throw new InvalidDataException($"A row of the interaction log has version {(bytes.IsEmpty ? 0 : bytes[0])}; this server reads version {Version}.");
        var fields = (Fields)bytes[1];
        var at = BinaryPrimitives.ReadInt64LittleEndian(bytes[2..]);
        bytes = bytes[10..];
        var type = ReadText(ref bytes);
        var row = new Interaction
        {
            User = user,
            Type = string.IsInterned(type) ?? type,
            AtMs = at,
            Id = fields.HasFlag(Fields.Id) ? ReadText(ref bytes) : null,
            Item = fields.HasFlag(Fields.Item) ? ReadText(ref bytes) : null,
            Basket = fields.HasFlag(Fields.Basket) ? ReadText(ref bytes) : null,
            RequestId = fields.HasFlag(Fields.RequestId) ? ReadText(ref bytes) : null,
            Value = fields.HasFlag(Fields.Value) ? ReadNumber(ref bytes) : null,
            Position = fields.HasFlag(Fields.Position) ? (int)ReadNumber(ref bytes) : null,
        };
        if (fields.HasFlag(Fields.Context)) row = row with { Context = ReadContext(ref bytes) };
        return fields.HasFlag(Fields.Page) ? row with { Page = ReadPage(ref bytes) } : row;
    }

    private static void WriteContext(IBufferWriter<byte> output, IReadOnlyDictionary<string, Value> context)
    {
        WriteLength(output, context.Count);
        foreach (var (name, given) in context)
        {
            WriteText(output, name);
            WriteValue(output, given);
        }
    }

    private static Dictionary<string, Value> ReadContext(ref ReadOnlySpan<byte> bytes)
    {
        var context = new Dictionary<string, Value>(StringComparer.Ordinal);
        for (var count = ReadLength(ref bytes); count > 0; count--)
        {
            var name = ReadText(ref bytes);
            context[name] = ReadValue(ref bytes);
        }
        return context;
    }

    private static void WritePage(IBufferWriter<byte> output, ShownPage page)
    {
        WriteText(output, page.Rule);
        WriteNumber(output, page.Canary);
        WriteNumber(output, page.AtMs);
        WriteLength(output, page.Items.Count);
        foreach (var item in page.Items) WriteText(output, item);
    }

    private static ShownPage ReadPage(ref ReadOnlySpan<byte> bytes)
    {
        var (rule, canary, at) = (ReadText(ref bytes), (long)ReadNumber(ref bytes), (long)ReadNumber(ref bytes));
        var count = ReadLength(ref bytes);
        if ((uint)count > bytes.Length) throw new InvalidDataException("A row of the interaction log is damaged.");
        var items = new string[count];
        for (var i = 0; i < items.Length; i++) items[i] = ReadText(ref bytes);
        return new ShownPage(rule, canary, at, items);
    }

    private static void WriteValue(IBufferWriter<byte> output, Value value)
    {
        WriteLength(output, (int)value.Kind);
        switch (value.Kind)
        {
            case ValueKind.Boolean: WriteLength(output, value.AsBoolean == true ? 1 : 0); break;
            case ValueKind.Number: WriteNumber(output, value.AsNumber); break;
            case ValueKind.Time: WriteNumber(output, value.AsTime); break;
            case ValueKind.Text: WriteText(output, value.AsText!); break;
            case ValueKind.Null: break;
            default: throw new ArgumentException($"a context value is a {value.Kind}", nameof(value));
        }
    }

    private static Value ReadValue(ref ReadOnlySpan<byte> bytes) => (ValueKind)ReadLength(ref bytes) switch
    {
        ValueKind.Boolean => Value.Of(ReadLength(ref bytes) == 1),
        ValueKind.Number => Value.Of(ReadNumber(ref bytes)),
        ValueKind.Time => Value.OfTime(ReadNumber(ref bytes)),
        ValueKind.Text => Value.Of(ReadText(ref bytes)),
        _ => Value.Null,
    };

    private static void WriteText(IBufferWriter<byte> output, string text)
    {
        WriteLength(output, Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, output);
    }

    private static string ReadText(ref ReadOnlySpan<byte> bytes)
    {
        var length = ReadLength(ref bytes);
        var text = Encoding.UTF8.GetString(bytes[..length]);
        bytes = bytes[length..];
        return text;
    }

    private static void WriteNumber(IBufferWriter<byte> output, double number)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(output.GetSpan(8), number);
        output.Advance(8);
    }

    private static double ReadNumber(ref ReadOnlySpan<byte> bytes)
    {
        var number = BinaryPrimitives.ReadDoubleLittleEndian(bytes);
        bytes = bytes[8..];
        return number;
    }

    private static void WriteLength(IBufferWriter<byte> output, int length)
    {
        var span = output.GetSpan(5);
        var written = 0;
        for (; length >= 0x80; length >>= 7) span[written++] = (byte)(length | 0x80);
        span[written++] = (byte)length;
        output.Advance(written);
    }

    private static int ReadLength(ref ReadOnlySpan<byte> bytes)
    {
        var (length, shift) = (0, 0);
        while (true)
        {
            var part = bytes[0];
            bytes = bytes[1..];
            length |= (part & 0x7F) << shift;
            if (part < 0x80) return length;
            shift += 7;
        }
    }
}
