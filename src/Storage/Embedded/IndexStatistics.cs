namespace Reco.Storage.Embedded;

/// <summary>
/// Keeps SQLite's statistics of the attributes' indexes fresh, so that of two conjuncts it searches by the one that fewer items satisfy. They are taken from a
/// sample, again whenever twice as many rows were written as at the last time. For the writer.
/// </summary>
internal sealed class IndexStatistics
{
    /// <summary>Rows of each index that are looked at: some 5 ms. Values that more items share count as equally common.</summary>
    private const int Sample = 20_000;

    /// <summary>Rows after which they are taken first.</summary>
    private const int First = 1_000;

    private readonly Dictionary<long, (long Written, long Next)> catalogs = [];

    /// <summary>Tells of rows written to a catalog.</summary>
    public void Written(Session session, CatalogLayout layout, int rows)
    {
        if (layout.Columns.Length == 0) return;
        var (written, next) = catalogs.GetValueOrDefault(layout.Number, (0, First));
        written += rows;
        if (written >= next)
        {
            Take(session, layout);
            next = written * 2;
        }
        catalogs[layout.Number] = (written, next);
    }

    /// <summary>Takes them now.</summary>
    public static void Take(Session session, CatalogLayout layout) =>
        session.Execute($"PRAGMA analysis_limit = {Sample}; ANALYZE {layout.Attributes}; ANALYZE {layout.Lists}");
}
