using Reco.Domain.Recommend;

namespace Reco.Domain.Learning;

/// <summary>From numbers back to ids.</summary>
internal static class RelationRows
{
    public static IEnumerable<RelationRow> Of(Incidence incidence, Neighbour[][] lists)
    {
        for (var item = 0; item < lists.Length; item++)
        {
            if (lists[item].Length == 0) continue;
            yield return new RelationRow(incidence.Items[item], Array.ConvertAll(lists[item], n => (incidence.Items[n.Item], (float)n.Score)));
        }
    }
}
