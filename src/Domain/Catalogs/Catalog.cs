using System.Text.Json;
using Reco.Domain.Expressions;

namespace Reco.Domain.Catalogs;

/// <summary>
/// One world of items, live in this process: the current snapshot, fed by changes. Readers take <see cref="Current"/> once per request;
/// writers queue on a lock and swap one reference. A column is reserved when a rule is compiled and filled before that rule serves.
/// </summary>
public sealed class Catalog
{
    private readonly Lock writing = new();
    private readonly Dictionary<string, ColumnRef> columns = new(StringComparer.Ordinal);
    private readonly HashSet<string> unfilled = new(StringComparer.Ordinal);
    private int numbers, texts, booleans, values;
    private volatile CatalogSnapshot current;

    /// <summary>An empty catalog with a column for every declared attribute.</summary>
    /// <param name="definition">Name and declared attributes.</param>
    /// <param name="ids">Numbers of item ids; null for new ones. A catalog that is declared anew keeps its numbers, since caches hold them.</param>
    public Catalog(CatalogDefinition definition, ItemNumbers? ids = null)
    {
        Definition = definition;
        Ids = ids ?? new ItemNumbers();
        current = new CatalogSnapshot
        {
            Ids = Ids,
            Codes = Codes,
            Versions = Column<long>.Empty(0),
            Numbers = [],
            Texts = [],
            Booleans = [],
            Values = [],
            Count = 0,
        };
        foreach (var path in definition.Attributes.Keys.Order(StringComparer.Ordinal)) Reserve(path);
        unfilled.Clear();
        current = Widen(current);
    }

    /// <summary>Name and declared attributes. New declarations are a new <see cref="Catalog"/>.</summary>
    public CatalogDefinition Definition { get; }

    /// <summary>Numbers of item ids.</summary>
    public ItemNumbers Ids { get; }

    /// <summary>Codes of texts.</summary>
    public TextCodes Codes { get; } = new();

    /// <summary>The items as they are now.</summary>
    public CatalogSnapshot Current => current;

    /// <summary>Where the values of an attribute are, a place being reserved when it has none yet: then <see cref="Unfilled"/> names it until <see cref="Fill"/> ran.</summary>
    /// <param name="path">Attribute path as in a rule, without <c>item.</c>; not <c>id</c> or <c>popularity</c>, which are no columns.</param>
    public ColumnRef Reserve(string path)
    {
        lock (writing)
        {
            if (columns.TryGetValue(path, out var known)) return known;
            var type = Definition.TypeOf(path);
            var slot = type switch
            {
                AttributeType.Number or AttributeType.Time => numbers++,
                AttributeType.Text => texts++,
                AttributeType.Boolean => booleans++,
                _ => values++,
            };
            unfilled.Add(path);
            return columns[path] = new ColumnRef(type, slot);
        }
    }

    /// <summary>Attributes that were reserved and have no values yet.</summary>
    public IReadOnlyList<string> Unfilled
    {
        get { lock (writing) return [.. unfilled]; }
    }

    /// <summary>Takes all documents of the store, so that every reserved column has its values. Documents older than what is known are passed over.</summary>
    public void Fill(IEnumerable<ItemDocument> documents)
    {
        lock (writing)
        {
            Change(documents, refill: true);
            unfilled.Clear();
        }
    }

    /// <summary>As <see cref="Fill"/>, with a block of documents in memory at a time. Rules whose columns were filled before see them unchanged meanwhile.</summary>
    public async Task FillAsync(IAsyncEnumerable<ItemDocument> documents, CancellationToken cancel)
    {
        // A column that is reserved while this runs has missed the first blocks and waits for the next filling.
        var filling = Unfilled;
        var block = new List<ItemDocument>(Chunk.Size);
        await foreach (var document in documents.WithCancellation(cancel).ConfigureAwait(false))
        {
            block.Add(document);
            if (block.Count < Chunk.Size) continue;
            lock (writing) Change(block, refill: true);
            block.Clear();
        }
        lock (writing)
        {
            Change(block, refill: true);
            unfilled.ExceptWith(filling);
        }
    }

    /// <summary>Takes changed and deleted items, newest version wins whatever the order of arrival.</summary>
    public void Apply(IEnumerable<ItemDocument> changes)
    {
        lock (writing) Change(changes, refill: false);
    }

    private CatalogSnapshot Widen(CatalogSnapshot old) => new()
    {
        Ids = Ids,
        Codes = Codes,
        Versions = old.Versions,
        Numbers = Grow(old.Numbers, numbers, double.NaN),
        Texts = Grow(old.Texts, texts, 0),
        Booleans = Grow<byte>(old.Booleans, booleans, 0),
        Values = Grow(old.Values, values, Value.Null),
        Count = old.Count,
    };

    private static Column<T>[] Grow<T>(Column<T>[] old, int count, T absent)
    {
        var next = new Column<T>[count];
        for (var i = 0; i < count; i++) next[i] = i < old.Length ? old[i] : Column<T>.Empty(absent);
        return next;
    }

    private void Change(IEnumerable<ItemDocument> changes, bool refill)
    {
        var old = Widen(current);
        var versions = old.Versions.Write();
        var latest = new Dictionary<int, long>();
        Column<double>.Writer[] toNumbers = [.. old.Numbers.Select(c => c.Write())];
        Column<int>.Writer[] toTexts = [.. old.Texts.Select(c => c.Write())];
        Column<byte>.Writer[] toBooleans = [.. old.Booleans.Select(c => c.Write())];
        Column<Value>.Writer[] toValues = [.. old.Values.Select(c => c.Write())];
        (string[] Path, ColumnRef Place)[] places = [.. columns.Select(c => (c.Key.Split('.'), c.Value))];
        var count = old.Count;
        foreach (var change in changes)
        {
            var number = Ids.Intern(change.Id);
            var known = latest.TryGetValue(number, out var newer) ? newer : old.Versions[number];
            if (refill ? Math.Abs(known) > change.Version : Math.Abs(known) >= change.Version) continue;
            if (change.Deleted)
            {
                // A negative version remembers the deletion, so that a late, older document does not bring the item back.
                if (known > 0) count--;
                versions.Set(number, -change.Version);
                latest[number] = -change.Version;
                continue;
            }
            if (known <= 0) count++;
            versions.Set(number, change.Version);
            latest[number] = change.Version;
            using var json = JsonDocument.Parse(change.Json);
            foreach (var (path, place) in places)
            {
                var element = AttributePath.Find(json.RootElement, path);
                switch (place.Type)
                {
                    case AttributeType.Number: toNumbers[place.Slot].Set(number, AttributePath.Number(element)); break;
                    case AttributeType.Time: toNumbers[place.Slot].Set(number, AttributePath.Time(element)); break;
                    case AttributeType.Text: toTexts[place.Slot].Set(number, Codes.Intern(AttributePath.Text(element))); break;
                    case AttributeType.Boolean: toBooleans[place.Slot].Set(number, AttributePath.Boolean(element)); break;
                    default:
                        var value = element is { } found ? Value.Of(found) : Value.Null;
                        toValues[place.Slot].Set(number, place.Type == AttributeType.List && value.Kind != ValueKind.List ? Value.Null : value);
                        break;
                }
            }
        }
        current = new CatalogSnapshot
        {
            Ids = Ids,
            Codes = Codes,
            Versions = versions.Done(),
            Numbers = [.. toNumbers.Select(w => w.Done())],
            Texts = [.. toTexts.Select(w => w.Done())],
            Booleans = [.. toBooleans.Select(w => w.Done())],
            Values = [.. toValues.Select(w => w.Done())],
            Count = count,
        };
    }
}
