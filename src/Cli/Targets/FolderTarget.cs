using System.Text.Json.Nodes;
using Reco.Cli.Rows;
using Reco.Domain;
using Reco.Domain.Catalogs;
using Reco.Domain.Interactions;
using Reco.Domain.Reading;
using Reco.Domain.Recommend;

namespace Reco.Cli.Targets;

/// <summary>A data folder, through the same readers and stores as the server's: what the server would reject is rejected here, in the same words.</summary>
internal sealed class FolderTarget(string name, FolderStores stores, TimeProvider clock) : ITarget
{
    private const int PageLetters = 1_000;

    private readonly InteractionReader interactions = new(stores.Types, Limits.Default, clock, IServedPages.None);
    private readonly UserReader users = new(Limits.Default);

    public string Name => name;

    public Task<BatchResult> SendAsync(RowKind kind, string catalog, IReadOnlyList<SourceRow> rows, CancellationToken cancel)
    {
        if (stores.Catalogs.Find(catalog) is null) throw new CliException($"There is no catalog {catalog} in {name}.");
        return kind switch
        {
            RowKind.Items => WriteAsync(rows, json => ItemReader.Read(json, Limits.Default), async (good, _) =>
            {
                await stores.Catalogs.PutAsync(catalog, good, cancel);
                return (good.Count, 0);
            }),
            RowKind.ItemPatches => WriteAsync(rows, json => ItemReader.Read(json, Limits.Default), async (good, reject) =>
            {
                var written = await stores.Catalogs.PatchAsync(catalog, good, cancel);
                for (var i = 0; i < good.Count; i++) if (!written[i].Ok) reject(i, string.Join(' ', written[i].Faults));
                return (written.Count(document => document.Ok), 0);
            }),
            RowKind.Users => WriteAsync(rows, json => users.Read(json), async (good, _) =>
            {
                await stores.Profiles.PutAttributesAsync(catalog, [.. good.Select(user => (user.User, user.Json))], cancel);
                return (good.Count, 0);
            }),
            _ => WriteAsync(rows, json => interactions.Read(json, catalog), (good, _) => AppendAsync(catalog, good, cancel)),
        };
    }

    public async Task ReplaceRelationAsync(string catalog, string relation, IEnumerable<RelationRow> rows, CancellationToken cancel)
    {
        if (stores.Catalogs.Find(catalog) is null) throw new CliException($"There is no catalog {catalog} in {name}.");
        if (RowId.Check("name", relation, Limits.Default) is { } fault) throw CliException.Usage(fault.ToString());
        await stores.Relations.ReplaceAsync(catalog, relation, Stream(rows), cancel);
    }

    public IAsyncEnumerable<Interaction> ReadInteractionsAsync(string catalog, CancellationToken cancel) => stores.Log.ReadAllAsync(catalog, cancel);

    public async Task<JsonNode> ReadDeadLettersAsync(string? after, CancellationToken cancel)
    {
        var page = await stores.DeadLetters.ReadAsync(after, PageLetters, cancel) ?? throw new CliException($"There is no letter {after}.");
        return JsonNode.Parse(CompactJson.Write(json => DeadLetterJson.Write(json, page, PageLetters)))!;
    }

    public async Task<JsonNode> ReplayDeadLettersAsync(IReadOnlyList<string>? ids, CancellationToken cancel)
    {
        var result = await stores.DeadLetters.ReplayAsync(ids, cancel);
        return JsonNode.Parse(CompactJson.Write(json => DeadLetterJson.Write(json, result)))!;
    }

    public ValueTask DisposeAsync() => stores.DisposeAsync();

    /// <summary>The log takes rows as fast as it can write; when its queue is full, it is a moment's wait.</summary>
    private async Task<(int Accepted, int Duplicates)> AppendAsync(string catalog, List<Interaction> rows, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                var appended = await stores.Log.AppendAsync(catalog, rows, cancel);
                return (appended.Accepted, appended.Duplicates.Count);
            }
            catch (LogOverloadedException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), clock, cancel);
            }
        }
    }

    /// <summary>Reads the rows and writes the good ones; the writer may reject some of these too, by their places among the good.</summary>
    private static async Task<BatchResult> WriteAsync<T>(
        IReadOnlyList<SourceRow> rows, Func<ReadOnlyMemory<byte>, Outcome<T>> read, Func<List<T>, Action<int, string>, Task<(int Accepted, int Duplicates)>> write)
    {
        var (good, places, rejected) = (new List<T>(rows.Count), new List<int>(rows.Count), new List<(int Index, string Reason)>());
        for (var i = 0; i < rows.Count; i++)
        {
            var outcome = read(rows[i].Json);
            if (outcome.Ok)
            {
                good.Add(outcome.Value);
                places.Add(i);
            }
            else
            {
                rejected.Add((i, string.Join(' ', outcome.Faults)));
            }
        }
        var result = good.Count > 0 ? await write(good, (place, reason) => rejected.Add((places[place], reason))) : default;
        return new BatchResult(result.Accepted, result.Duplicates, rejected);
    }

    private static async IAsyncEnumerable<RelationRow> Stream(IEnumerable<RelationRow> rows)
    {
        await Task.CompletedTask;
        foreach (var row in rows) yield return row;
    }
}
