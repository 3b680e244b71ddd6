using System.Text.Json;
using Reco.Domain.Expressions;
using Reco.Domain.Reading;
using Reco.Domain.Recommend;

namespace Reco.Domain.Tests.Recommend;

public class RequestReaderTests
{
    [Fact]
    public void Reads_all_that_an_operator_may_say()
    {
        var (request, faults) = Read("""{ "user": "u1", "item": ["a", "b"], "limit": 3, "cursor": "c", "explain": true, "context": { "device": "tv" }, "bucket": "A", "now": "2026-06-01T12:00:00Z" }""");
        Assert.Empty(faults);
        Assert.Equal(("u1", "a,b", 3, "c", true, "A", 1_780_315_200_000L), (request.User, string.Join(',', request.Items), request.Limit, request.Cursor, request.Explain, request.Bucket, request.NowMs));
        Assert.Equal(Value.Of("tv"), request.Context["device"]);
    }

    [Fact]
    public void What_is_null_or_empty_is_not_given()
    {
        var (request, faults) = Read("""{ "user": "", "item": null, "limit": null, "bucket": "", "now": null }""");
        Assert.Empty(faults);
        Assert.Equal((null, 0, null, null, null), (request.User, request.Items.Count, request.Limit, request.Bucket, request.NowMs));
    }

    [Fact]
    public void Every_fault_at_once()
    {
        var (_, faults) = Read("""{ "usr": "u1", "item": [1], "limit": 0, "bucket": 7, "now": "noon" }""");
        Assert.Equal("""
            $.usr: unknown property. Did you mean "user"?
            $.item[0]: must be a text, not 1. Write it in quotes: "1".
            $.limit: must be a whole number from 1 to 200, not 0.
            $.bucket: must be a text, not 7.
            $.now: must be a time, not "noon". Write ISO 8601, as in "2026-05-01T12:30:00Z".
            """, string.Join('\n', faults));
    }

    private static (RecommendRequest Request, List<Fault> Faults) Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var faults = new List<Fault>();
        return (RequestReader.Read(JsonPlace.Root(document.RootElement, faults).Members(RequestReader.OperatorNames), "r1", Limits.Default), JsonPlace.InOrder(document.RootElement, faults));
    }
}
