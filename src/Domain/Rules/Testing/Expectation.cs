namespace Reco.Domain.Rules.Testing;

/// <summary>One member of a test's <c>expect</c> (of <c>droppedBy</c>, one item).</summary>
/// <param name="Path">Where it stands in the rule.</param>
internal abstract record Expectation(string Path)
{
    private const string Fix = "Mend the rule or the test.";

    /// <summary>How the page differs, in words that go on after the test's name; null when it does not.</summary>
    protected abstract string? Difference(TestedPage page);

    /// <summary>The difference as a fault of the rule; null when there is none.</summary>
    public Fault? Check(string test, TestedPage page) => Difference(page) is { } difference ? new(Path, $"\"{test}\" expects {difference}", Fix) : null;

    /// <summary><c>ids</c>: exactly these, in this order.</summary>
    public sealed record Ids(string Path, IReadOnlyList<string> Wanted) : Expectation(Path)
    {
        protected override string? Difference(TestedPage page)
        {
            if (page.Ids.SequenceEqual(Wanted)) return null;
            var (missing, strange) = (Wanted.Except(page.Ids).ToList(), page.Ids.Except(Wanted).ToList());
            return $"{page.But(TestedPage.List(Wanted))}: {(missing.Count + strange.Count == 0 ? "the order differs" : page.Explain([.. missing, .. strange]))}";
        }
    }

    /// <summary><c>contains</c>: these, wherever on the page.</summary>
    public sealed record Contains(string Path, IReadOnlyList<string> Wanted) : Expectation(Path)
    {
        protected override string? Difference(TestedPage page) =>
            Wanted.Except(page.Ids).ToList() is { Count: > 0 } missing ? $"{page.But($"{TestedPage.List(Wanted)} on the page")}: {page.Explain(missing)}" : null;
    }

    /// <summary><c>excludes</c>: none of these.</summary>
    public sealed record Excludes(string Path, IReadOnlyList<string> Unwanted) : Expectation(Path)
    {
        protected override string? Difference(TestedPage page) =>
            Unwanted.Intersect(page.Ids).ToList() is { Count: > 0 } there ? $"{page.But($"none of {TestedPage.List(Unwanted)}")}: {page.Explain(there)}" : null;
    }

    /// <summary><c>droppedBy</c>: the item was a candidate, and this filter (from 0) dropped it.</summary>
    public sealed record DroppedBy(string Path, string Item, int Filter) : Expectation(Path)
    {
        protected override string? Difference(TestedPage page)
        {
            if (page.DroppedBy(Item) == Filter) return null;
            return $"{TestedPage.Shorten(Item)} to be dropped by {page.FilterText(Filter)}, but {page.Explain([Item])}";
        }
    }
}
