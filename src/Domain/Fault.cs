namespace Reco.Domain;

/// <summary>One thing that is wrong with what somebody sent: where, what, and what to do. Expected faults are values; they are collected and answered all at once.</summary>
/// <param name="Path">JSON path into the document (<c>$.candidates[1].relatd</c>), or the name of a parameter.</param>
/// <param name="Problem">What is wrong there, in one sentence.</param>
/// <param name="Fix">What to do about it; empty when the problem says it.</param>
public sealed record Fault(string Path, string Problem, string Fix = "")
{
    /// <summary>Faults that are told of one document: it may have as many as it has bytes.</summary>
    internal const int Most = 100;

    /// <summary>The first <see cref="Most"/> faults of a document, and how many more there are.</summary>
    internal static List<Fault> First(List<Fault> inOrder) =>
        inOrder.Count <= Most ? inOrder : [.. inOrder.Take(Most), new("$", $"{inOrder.Count - Most} more faults", "Mend these first.")];

    /// <summary><c>path: problem. fix</c></summary>
    public override string ToString() => Fix.Length == 0 ? $"{Path}: {Problem}." : $"{Path}: {Problem}. {Fix}";
}

/// <summary>Either a value or every fault that kept it from being made.</summary>
/// <typeparam name="T">What is made.</typeparam>
public readonly struct Outcome<T>
{
    private readonly T? value;
    private readonly IReadOnlyList<Fault>? faults;

    private Outcome(T? value, IReadOnlyList<Fault>? faults) => (this.value, this.faults) = (value, faults);

    /// <summary>Whether there is a value.</summary>
    public bool Ok => faults is null;

    /// <summary>The value; throws <see cref="InvalidOperationException"/> when there are faults.</summary>
    public T Value => faults is null ? value! : throw new InvalidOperationException(string.Join('\n', faults));

    /// <summary>Every fault, in document order; empty when there is a value.</summary>
    public IReadOnlyList<Fault> Faults => faults ?? [];

    /// <summary>A value.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>The faults instead of a value; at least one.</summary>
    public static implicit operator Outcome<T>(List<Fault> faults) => new(default, faults);
}
