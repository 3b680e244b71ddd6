namespace Reco.Domain.Interactions;

/// <summary>A page that was served.</summary>
/// <param name="Page">Its rule, its moment and all its items.</param>
/// <param name="User">Who asked; null for a stranger.</param>
public sealed record ServedPage(ShownPage Page, string? User);

/// <summary>Pages that were served lately, by the <c>requestId</c> of their answers. A port.</summary>
public interface IServedPages
{
    /// <summary>No page is known.</summary>
    static IServedPages None { get; } = new Nothing();

    /// <summary>The page of this name; null when it was never served by a rule of this catalog, or is forgotten.</summary>
    ServedPage? Find(string catalog, string requestId);

    private sealed class Nothing : IServedPages
    {
        public ServedPage? Find(string catalog, string requestId) => null;
    }
}
