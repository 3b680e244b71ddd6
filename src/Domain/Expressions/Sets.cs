using Reco.Domain.Catalogs;

namespace Reco.Domain.Expressions;

/// <summary>
/// The right side of <c>in</c> when it is the same for all candidates: made once per request as sorted numbers of items, codes of texts or numbers, so that
/// a candidate is looked up without touching a string.
/// </summary>
internal static class Sets
{
    private const int Scanned = 32;

    public static int[] Sorted(int[] numbers)
    {
        numbers.AsSpan().Sort();
        return numbers;
    }

    /// <summary>Numbers of those elements that are ids of items.</summary>
    public static int[] Items(Evaluation evaluation, Value[]? list) => Of(list, text => RequestParts.Number(evaluation, text));

    /// <summary>Codes of those elements that some item has as a text.</summary>
    public static int[] Codes(CatalogSnapshot items, Value[]? list) => Of(list, items.Codes.Find);

    public static double[] Numbers(Value[]? list) => Of(list, v => v.AsNumber);

    public static double[] Times(Value[]? list) => Of(list, v => v.AsTime);

    /// <summary>Whether a number is in the set. A negative one stands for null and for what no item has, and is in none.</summary>
    public static bool Has(int[] set, int number) =>
        number >= 0 && (set.Length <= Scanned ? set.AsSpan().Contains(number) : set.AsSpan().BinarySearch(number) >= 0);

    public static bool Has(double[] set, double number) => set.Length <= Scanned ? set.AsSpan().IndexOf(number) >= 0 && !double.IsNaN(number) : set.AsSpan().BinarySearch(number) >= 0;

    private static int[] Of(Value[]? list, Func<string?, int> number)
    {
        var numbers = new int[list?.Length ?? 0];
        var count = 0;
        foreach (var value in list ?? [])
        {
            if (number(value.AsText) is var known and >= 0) numbers[count++] = known;
        }
        return Sorted(numbers[..count]);
    }

    private static double[] Of(Value[]? list, Func<Value, double> number)
    {
        double[] numbers = [.. (list ?? []).Select(number).Where(n => !double.IsNaN(n))];
        numbers.AsSpan().Sort();
        return numbers;
    }
}
