using System.Buffers.Binary;
using System.Text;
using Reco.Domain.Expressions;

namespace Reco.Storage.Embedded;

/// <summary>Lists as SQLite compares them. A whole list is a blob, equal when the lists are. An element is of a storage class by its kind (number REAL, text TEXT, others BLOB), so that values of different types are never equal.</summary>
internal static class ListCode
{
    /// <summary>The blob of a value: one byte for its kind, then its content.</summary>
    public static byte[] Of(Value value)
    {
        var bytes = new List<byte>();
        Write(bytes, value);
        return [.. bytes];
    }

    /// <summary>Binds a value of any kind but null.</summary>
    public static void Bind(Statement statement, int parameter, Value value)
    {
        if (value.Kind == ValueKind.Number) statement.Bind(parameter, value.AsNumber);
        else if (value.Kind == ValueKind.Text) statement.Bind(parameter, value.AsText);
        else statement.Bind(parameter, (ReadOnlySpan<byte>)Of(value));
    }

    private static void Write(List<byte> bytes, Value value)
    {
        bytes.Add((byte)value.Kind);
        Span<byte> number = stackalloc byte[8];
        switch (value.Kind)
        {
            case ValueKind.Boolean:
                bytes.Add(value.AsBoolean == true ? (byte)1 : (byte)0);
                break;
            case ValueKind.Number or ValueKind.Time:
                // Adding 0 makes −0 and 0 the same.
                BinaryPrimitives.WriteDoubleBigEndian(number, (value.Kind == ValueKind.Number ? value.AsNumber : value.AsTime) + 0.0);
                bytes.AddRange(number);
                break;
            case ValueKind.Text:
                var text = Encoding.UTF8.GetBytes(value.AsText!);
                BinaryPrimitives.WriteInt32BigEndian(number, text.Length);
                bytes.AddRange(number[..4]);
                bytes.AddRange(text);
                break;
            case ValueKind.List:
                BinaryPrimitives.WriteInt32BigEndian(number, value.AsList!.Length);
                bytes.AddRange(number[..4]);
                foreach (var element in value.AsList!) Write(bytes, element);
                break;
            default:
                break;
        }
    }
}
