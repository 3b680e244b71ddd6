namespace Reco.Domain.Tests.Fuzz;

/// <summary>A case broke a promise.</summary>
/// <param name="promise">Which one: the same for cases that fail alike, so that a smaller case is known to be the same failure.</param>
/// <param name="details">What was seen.</param>
internal sealed class FuzzFailureException(string promise, string details) : Exception($"{promise}: {details}")
{
    public string Promise => promise;

    public static void Unless(bool kept, string promise, Func<string> details)
    {
        if (!kept) throw new FuzzFailureException(promise, details());
    }
}
