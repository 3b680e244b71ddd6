using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;

namespace Reco.Domain.Expressions;

/// <summary>What compiled code calls to read the request and the person, mostly once per request. Nothing here throws.</summary>
internal static class RequestParts
{
    public static string? Item(Evaluation evaluation) => evaluation.Request.Items is { Count: > 0 } items ? items[0] : null;

    public static Value[] Items(Evaluation evaluation)
    {
        var items = evaluation.Request.Items;
        var values = new Value[items.Count];
        for (var i = 0; i < values.Length; i++) values[i] = Value.Of(items[i]);
        return values;
    }

    public static Value Context(Evaluation evaluation, string name) => evaluation.Request.Context.TryGetValue(name, out var value) ? value : Value.Null;

    public static Value Attribute(Evaluation evaluation, string[] path) => evaluation.User.Attribute(path);

    public static Value[] Last(Evaluation evaluation, string type, int count)
    {
        var entries = evaluation.User.Last(type, count);
        var values = new Value[entries.Length];
        for (var i = 0; i < values.Length; i++) values[i] = Value.Of(evaluation.User.ItemId(entries[i]));
        return values;
    }

    /// <summary>The same as item numbers: no id is read.</summary>
    public static int[] LastNumbers(Evaluation evaluation, string type, int count)
    {
        var entries = evaluation.User.Last(type, count);
        var numbers = new int[entries.Length];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = evaluation.Items.Ids.NumberOf(entries[i].Hash);
        return Sets.Sorted(numbers);
    }

    public static double Count(Evaluation evaluation, string type, long withinMs) => evaluation.User.Count(type, evaluation.NowMs - withinMs);

    /// <summary>What <c>did</c> asks of each candidate.</summary>
    public static ItemHashes DidItems(Evaluation evaluation, string type) => evaluation.User.DidItems(type);

    /// <summary>What <c>impressions</c> asks of each candidate.</summary>
    public static ItemHashes ShownItems(Evaluation evaluation) => evaluation.User.ShownItems();

    public static bool Did(Evaluation evaluation, ItemHashes did, int item) => did.Find(evaluation.Items.Ids.Hash(item)) >= 0;

    public static double Impressions(Evaluation evaluation, ItemHashes shown, int item, long withinMs) =>
        shown.Find(evaluation.Items.Ids.Hash(item)) is var place and >= 0 ? evaluation.User.ImpressionsAt(place, evaluation.NowMs - withinMs) : 0;

    public static bool Did(Evaluation evaluation, string type, int item) => item >= 0 && evaluation.User.Did(type, evaluation.Items.Ids.Hash(item));

    public static bool Did(Evaluation evaluation, string type, string? item) => item is not null && evaluation.User.Did(type, ItemNumbers.HashOf(item));

    public static double Impressions(Evaluation evaluation, int item, long withinMs) =>
        item < 0 ? double.NaN : evaluation.User.Impressions(evaluation.Items.Ids.Hash(item), evaluation.NowMs - withinMs);

    public static double Impressions(Evaluation evaluation, string? item, long withinMs) =>
        item is null ? double.NaN : evaluation.User.Impressions(ItemNumbers.HashOf(item), evaluation.NowMs - withinMs);

    public static string? Id(Evaluation evaluation, int item) => item < 0 ? null : evaluation.Items.Ids.Id(item);

    public static double Popularity(Evaluation evaluation, int item) => item < 0 ? double.NaN : Operators.Finite(evaluation.Popularity.Count(item, evaluation.NowMs));

    /// <summary>The number of an item id; −1 for null and for ids that no data names.</summary>
    public static int Number(Evaluation evaluation, string? id) => id is not null && evaluation.Items.Ids.TryGet(id, out var number) ? number : -1;

    /// <summary>The first source that found a candidate.</summary>
    public static string? Source(string[] names, uint bits)
    {
        var first = System.Numerics.BitOperations.TrailingZeroCount(bits);
        return first < names.Length ? names[first] : null;
    }

    public static double Now(Evaluation evaluation) => evaluation.NowMs / 1_000.0;

    public static double NowPart(Evaluation evaluation, string part)
    {
        const long earliest = -62_135_510_400_000, latest = 253_402_214_400_000;
        var at = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(evaluation.NowMs, earliest, latest)), evaluation.Zone);
        return part switch
        {
            "year" => at.Year,
            "month" => at.Month,
            "day" => at.Day,
            "weekday" => at.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)at.DayOfWeek,
            "hour" => at.Hour,
            _ => at.Minute,
        };
    }
}
