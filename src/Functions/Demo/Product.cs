using System.Globalization;
using System.Text.Json;
using Reco.Domain.Catalogs;

namespace Reco.Functions.Demo;

/// <summary>One thing on the demo shop's shelf.</summary>
/// <param name="Id">The kind's id (<c>apple</c>), or with its variant (<c>apple-organic</c>).</param>
/// <param name="Kind">What shopping lists name: every variant of an apple is an <c>apple</c>.</param>
/// <param name="Variant">Which of its kind: 0 plain, 1 the finer one, 2 the bigger one.</param>
/// <param name="TitleKo">Title in Korean.</param>
/// <param name="TitleEn">Title in English.</param>
/// <param name="Category">The shelf.</param>
/// <param name="Brand">Who makes it.</param>
/// <param name="Price">In won.</param>
/// <param name="Tags">Words that describe it.</param>
/// <param name="Color">Colour of its picture, <c>#rrggbb</c>.</param>
/// <param name="InStock">Whether it can be bought.</param>
/// <param name="CreatedAt">Since when it is on the shelf.</param>
public sealed record Product(
    string Id, string Kind, int Variant, string TitleKo, string TitleEn, string Category, string Brand, int Price,
    IReadOnlyList<string> Tags, string Color, bool InStock, DateTimeOffset CreatedAt)
{
    /// <summary>The document that the catalog keeps.</summary>
    public ItemDocument ToDocument() => new(Id, JsonSerializer.SerializeToUtf8Bytes(new
    {
        id = Id,
        title = $"{TitleKo} {TitleEn}",
        titleKo = TitleKo,
        titleEn = TitleEn,
        price = Price,
        category = Category,
        brand = Brand,
        tags = Tags,
        status = InStock ? "OK" : "SOLD_OUT",
        createdAt = CreatedAt.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        image = Picture.Of(Category, Color, Variant),
    }, Json), 0);

    private static readonly JsonSerializerOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
