using System.Text.Json;

namespace Reco.Functions.Demo;

/// <summary>Somebody who shops at the demo shop, with a taste that shows in what they do.</summary>
/// <param name="Id"><c>u1</c> … <c>u1000</c></param>
/// <param name="AgeBand"><c>20s</c> … <c>60s</c></param>
/// <param name="Region">A city or province.</param>
/// <param name="Household">What kind of shopper: <c>family</c>, <c>baker</c>, ….</param>
/// <param name="Lists">Shopping lists with how often they are taken.</param>
/// <param name="Variants">How often the plain, the finer and the bigger variant is taken; sums to 1.</param>
/// <param name="Avoids">A category this person never buys from, and says so; null for who eats everything.</param>
internal sealed record Person(
    string Id, string AgeBand, string Region, string Household, IReadOnlyList<(ShoppingList List, double Share)> Lists, double[] Variants, string? Avoids)
{
    /// <summary>The profile's attributes.</summary>
    public byte[] Attributes() => JsonSerializer.SerializeToUtf8Bytes(new { ageBand = AgeBand, region = Region, household = Household });
}
