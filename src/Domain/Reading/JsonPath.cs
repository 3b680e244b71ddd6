using System.Buffers;
using System.Text.Json;

namespace Reco.Domain.Reading;

/// <summary>Writes JSON paths as faults show them: <c>$.params["max price"]</c>, <c>$.candidates[1].take</c>.</summary>
internal static class JsonPath
{
    private const int MostOfName = 100, MostOfPath = 300;

    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_$-");

    /// <summary>The path of a member of an object. A very long name is cut, and what lies below a very long path is named by that path: a document can't make paths longer than itself.</summary>
    public static string Member(string parent, string name)
    {
        if (parent.Length > MostOfPath) return parent;
        if (name.Length > MostOfName) name = name[..(char.IsHighSurrogate(name[MostOfName - 1]) ? MostOfName - 1 : MostOfName)] + "…";
        return name.Length > 0 && !name.AsSpan().ContainsAnyExcept(Plain) ? $"{parent}.{name}" : $"{parent}[\"{JsonEncodedText.Encode(name)}\"]";
    }

    /// <summary>The path of an element of a list, from 0.</summary>
    public static string Element(string parent, int index) => parent.Length > MostOfPath ? parent : $"{parent}[{index}]";

    /// <summary>The nearest of the path and its parents that <paramref name="exists"/>; <c>$</c> always does.</summary>
    public static string Nearest(string path, Func<string, bool> exists)
    {
        while (path.Length > 1 && !exists(path)) path = path[..Math.Max(1, path.AsSpan().LastIndexOfAny('.', '['))];
        return path;
    }
}
