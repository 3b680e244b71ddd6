using System.Text.Json;
using Reco.Domain;
using Reco.Domain.Catalogs;

namespace Reco.Functions.Http;

/// <summary>What became of the rows of a body: counts, and each rejected row with its index and every fault.</summary>
/// <param name="listed">Rejected rows told one by one; of further ones only the number is told.</param>
internal sealed class RowReport(int listed)
{
    private readonly List<RejectedRow> rejected = [];
    private int more;

    /// <summary>Rows taken.</summary>
    public int Accepted { get; set; }

    /// <summary>Rows that were known already.</summary>
    public int Duplicates { get; set; }

    /// <summary>Rows not taken.</summary>
    public int Rejected => rejected.Count + more;

    /// <summary>Notes a row that was not taken.</summary>
    public void Reject(int index, IReadOnlyList<Fault> faults)
    {
        if (rejected.Count < listed) rejected.Add(new RejectedRow(index, faults));
        else more++;
    }

    /// <summary>The status when all rows were read: <paramref name="ok"/>, 207 when some were rejected, 400 when all were.</summary>
    public int Status(int ok) => Rejected == 0 ? ok : Accepted + Duplicates == 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status207MultiStatus;

    /// <summary>Answers with the report.</summary>
    public Task WriteToAsync(HttpContext context, int ok, bool duplicates)
    {
        var status = Status(ok);
        if (status == StatusCodes.Status400BadRequest) return WriteProblemAsync(context, new Problem(status, "Every row was rejected; nothing was taken."), duplicates);
        context.Response.StatusCode = status;
        return context.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            WriteMembers(json, duplicates);
            json.WriteEndObject();
        });
    }

    /// <summary><c>accepted, duplicates?, rejected: [ { index, errors } ], rejectedMore?</c></summary>
    public void WriteMembers(Utf8JsonWriter json, bool duplicates)
    {
        json.WriteNumber("accepted"u8, Accepted);
        if (duplicates) json.WriteNumber("duplicates"u8, Duplicates);
        json.WriteStartArray("rejected"u8);
        foreach (var row in rejected.OrderBy(r => r.Index))
        {
            json.WriteStartObject();
            json.WriteNumber("index"u8, row.Index);
            json.WriteFaults("errors"u8, row.Faults);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (more > 0) json.WriteNumber("rejectedMore"u8, more);
    }

    /// <summary>Answers with a problem that tells what became of the rows as well: those before an overload were taken and stay.</summary>
    public Task WriteProblemAsync(HttpContext context, Problem problem, bool duplicates)
    {
        context.Response.StatusCode = problem.Status;
        return context.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            problem.WriteMembers(json);
            WriteMembers(json, duplicates);
            json.WriteEndObject();
        }, "application/problem+json");
    }
}
