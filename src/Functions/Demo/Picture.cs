using System.Text;

namespace Reco.Functions.Demo;

/// <summary>Draws a product: a small SVG in a data URI, so that the demo needs no other server and shows without a font.</summary>
internal static class Picture
{
    /// <summary>A picture of less than 1 KB.</summary>
    /// <param name="category">Chooses the shape.</param>
    /// <param name="color">Its colour.</param>
    /// <param name="variant">1 wears a leaf, 2 is drawn twice.</param>
    public static string Of(string category, string color, int variant)
    {
        var shape = Shape(category).Replace("%", $"fill='{color}'", StringComparison.Ordinal);
        var drawn = variant == 2 ? $"<g transform='translate(-9 -6) scale(.94)' opacity='.55'>{shape}</g><g transform='translate(12 9) scale(.94)'>{shape}</g>" : shape;
        var leaf = variant == 1 ? "<path d='M72 14q16 0 16 16-16 0-16-16' fill='#3a9d5d'/>" : "";
        return "data:image/svg+xml," + Escape($"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 96 96'><rect width='96' height='96' fill='#f6f3ee'/>{drawn}{leaf}</svg>");
    }

    private static string Shape(string category) => category switch
    {
        "fruit" => "<circle cx='48' cy='54' r='26' %/><path d='M48 30q2-12 12-16' fill='none' stroke='#7a5230' stroke-width='4'/>",
        "vegetable" => "<path d='M30 38h36L48 84z' %/><path d='M48 38q-14-10-10-22 8 4 10 12 2-8 10-12 4 12-10 22' fill='#4c9f50'/>",
        "dairy" => "<path d='M32 36l8-16h16l8 16v46H32z' %/><rect x='32' y='50' width='32' height='16' fill='#fff'/>",
        "bakery" => "<path d='M20 48q0-18 28-18t28 18l-4 26H24z' %/><path d='M34 42l6 10m8-12l6 12' stroke='#fff' stroke-width='4'/>",
        "baking" => "<path d='M28 26h40l4 54H24z' %/><path d='M28 26l6-8h28l6 8' fill='#d9cfc0'/>",
        "cereal" => "<rect x='28' y='16' width='40' height='64' rx='3' %/><ellipse cx='48' cy='58' rx='14' ry='9' fill='#fff'/>",
        "meat" => "<ellipse cx='48' cy='50' rx='32' ry='22' %/><circle cx='60' cy='46' r='7' fill='#fff'/>",
        "seafood" => "<path d='M16 48q24-28 48 0-24 28-48 0' %/><path d='M62 48l20-16v32z' %/><circle cx='30' cy='44' r='3' fill='#fff'/>",
        "pantry" => "<rect x='32' y='28' width='32' height='52' rx='6' %/><rect x='36' y='18' width='24' height='10' fill='#8b8378'/><rect x='32' y='44' width='32' height='18' fill='#fff'/>",
        "snack" => "<path d='M26 20l6 4 6-4 6 4 8-4 6 4 6-4 6 4v50l-6 6-6-4-6 4-8-4-6 4-6-4-6 4z' %/><circle cx='48' cy='50' r='12' fill='#fff'/>",
        _ => "<path d='M42 14h12v14q8 6 8 16v38H34V44q0-10 8-16z' %/><rect x='34' y='50' width='28' height='16' fill='#fff'/>",
    };

    /// <summary>Escapes what a data URI may not hold as it is.</summary>
    private static string Escape(string svg)
    {
        var text = new StringBuilder(svg.Length + 128);
        foreach (var c in svg)
        {
            if (c is '<' or '>' or '#' or '%') text.Append('%').Append(((int)c).ToString("X2"));
            else text.Append(c);
        }
        return text.ToString();
    }
}
