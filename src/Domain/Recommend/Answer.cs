using System.Buffers;
using System.Text.Json;
using Reco.Domain.Recommend.Explain;
using Reco.Domain.Rules;

namespace Reco.Domain.Recommend;

/// <summary>A finished page, or why there is none. Holds pooled memory: write it, then dispose of it, on one thread.</summary>
public sealed class Answer : IDisposable
{
    private static readonly JsonEncodedText RequestIdName = JsonEncodedText.Encode("requestId"), RuleName = JsonEncodedText.Encode("rule"), VersionName = JsonEncodedText.Encode("version"),
        BucketName = JsonEncodedText.Encode("bucket"), ItemsName = JsonEncodedText.Encode("items"), CursorName = JsonEncodedText.Encode("cursor"), DegradedName = JsonEncodedText.Encode("degraded"),
        ExplainName = JsonEncodedText.Encode("explain");

    private Call? call;

    internal Answer(Call call, IReadOnlyList<Fault>? faults) => (this.call, Faults) = (call, faults ?? []);

    /// <summary>What the caller has to mend (400); empty for a page.</summary>
    public IReadOnlyList<Fault> Faults { get; }

    /// <summary>The rule that answered.</summary>
    public CompiledRule Rule => Call.Rule;

    /// <summary>Names the answer, its revision and its bucket (see <see cref="RequestIds"/>); interactions refer to it.</summary>
    public string RequestId => RequestIds.Of(Call.Request.RequestId, Rule.Version, Bucket);

    /// <summary>Who asked; null for a stranger.</summary>
    public string? User => Call.Request.User;

    /// <summary>Whether this page counts as its own impression.</summary>
    public bool CountsServed => Call.Bucket.CountsServed;

    /// <summary>The bucket that answered; null for a rule without buckets.</summary>
    public string? Bucket => Call.Bucket.Name;

    /// <summary>Whether something was missing on the way: a source failed or was late.</summary>
    public bool Degraded => Call.Failures.Count > 0;

    /// <summary>What was missing, for logs and metrics.</summary>
    public IReadOnlyList<SourceFailure> Failures => Call.Failures;

    /// <summary>Ids of the items shown, in order: those whose JSON could be read.</summary>
    public IReadOnlyList<string> ItemIds
    {
        get
        {
            var (page, shown) = (Call, 0);
            var ids = new string[page.Page.Count];
            for (var i = 0; i < ids.Length; i++)
            {
                if (page.Fragments[i] is not null) ids[shown++] = page.Items.Ids.Id(page.ShownItems[i]);
            }
            return shown == ids.Length ? ids : ids[..shown];
        }
    }

    /// <summary>Numbers of the items shown, in order, like <see cref="ItemIds"/>.</summary>
    internal int[] ItemNumbers
    {
        get
        {
            var (page, shown) = (Call, 0);
            var numbers = new int[page.Page.Count];
            for (var i = 0; i < numbers.Length; i++)
            {
                if (page.Fragments[i] is not null) numbers[shown++] = page.ShownItems[i];
            }
            return shown == numbers.Length ? numbers : numbers[..shown];
        }
    }

    internal Call Call => call ?? throw new ObjectDisposedException(nameof(Answer));

    /// <summary>Writes the page as one JSON object: <c>{ requestId, rule, version, bucket?, items, cursor?, degraded?, explain? }</c>. Items are copied, not serialised.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        var (page, writer) = (Call, Call.Writer);
        writer.Reset(output);
        writer.WriteStartObject();
        Span<char> name = stackalloc char[RequestIds.MostLength];
        writer.WriteString(RequestIdName, name[..RequestIds.Write(page.Request.RequestId, page.Rule.Version, page.Bucket.Name, name)]);
        writer.WriteString(RuleName, page.Rule.Key);
        writer.WriteNumber(VersionName, page.Rule.Version);
        if (page.Bucket.Name is { } bucket) writer.WriteString(BucketName, bucket);
        writer.WriteStartArray(ItemsName);
        for (var i = 0; i < page.Page.Count; i++)
        {
            // An item that was deleted since the page was made has no JSON any more.
            if (page.Fragments[i] is { } fragment) writer.WriteRawValue(fragment, skipInputValidation: true);
        }
        writer.WriteEndArray();
        if (page.NextCursor is { } cursor) writer.WriteString(CursorName, cursor);
        if (Degraded) writer.WriteBoolean(DegradedName, true);
        if (page.Request.Explain)
        {
            writer.WritePropertyName(ExplainName);
            Explanation.Write(page, writer);
        }
        writer.WriteEndObject();
        writer.Flush();
        writer.Reset(Stream.Null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        call?.Return();
        call = null;
    }
}
