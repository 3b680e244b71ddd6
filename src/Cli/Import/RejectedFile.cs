using System.Text;
using Reco.Domain.Reading;

namespace Reco.Cli.Import;

/// <summary>Rows that were not taken, one JSON object a line: <c>{ row, reason, content }</c>. There is no file without such a row.</summary>
internal sealed class RejectedFile(string path, bool append) : IDisposable
{
    private StreamWriter? writer;

    public string Path => path;

    /// <summary>The first row that was added, as an example for the person at the terminal.</summary>
    public (long Row, string Reason)? First { get; private set; }

    public void Add(long row, string reason, ReadOnlyMemory<byte> content)
    {
        First ??= (row, reason);
        writer ??= new StreamWriter(path, append, new UTF8Encoding(false));
        writer.WriteLine(Encoding.UTF8.GetString(CompactJson.Write(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("row"u8, row);
            json.WriteString("reason"u8, reason);
            json.WriteString("content"u8, content.Span);
            json.WriteEndObject();
        })));
    }

    public void Flush() => writer?.Flush();

    public void Dispose() => writer?.Dispose();
}
