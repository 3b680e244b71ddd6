using System.Text;
using System.Text.Json;

namespace Reco.Cli.Import;

/// <summary>Rows that were not taken, one JSON object a line: <c>{ row, reason, content }</c>. There is no file without such a row.</summary>
internal sealed class RejectedFile(string path, bool append) : IDisposable
{
    private StreamWriter? writer;

    public string Path => path;

    public void Add(long row, string reason, ReadOnlyMemory<byte> content)
    {
        writer ??= new StreamWriter(path, append, new UTF8Encoding(false));
        writer.WriteLine(JsonSerializer.Serialize(new { row, reason, content = Encoding.UTF8.GetString(content.Span) }, JsonSerializerOptions.Web));
    }

    public void Flush() => writer?.Flush();

    public void Dispose() => writer?.Dispose();
}
