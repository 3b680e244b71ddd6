namespace Reco.Domain.Learning.Evaluation;

/// <summary>One row of a data set: somebody met an item at some time.</summary>
/// <param name="User">Who.</param>
/// <param name="Item">What.</param>
/// <param name="AtMs">When, in milliseconds since 1970.</param>
public readonly record struct Rated(string User, string Item, long AtMs);

/// <summary>One question of an evaluation: what is asked, and what would be right.</summary>
/// <param name="User">Who asks (a user, or the basket's id).</param>
/// <param name="Known">What may be used: the user's train items by time, or the rest of the basket.</param>
/// <param name="Relevant">The items held out; at least one.</param>
public sealed record Question(string User, IReadOnlyList<string> Known, IReadOnlyList<string> Relevant);

/// <summary>A data set cut in two.</summary>
/// <param name="Train">What may be learnt from.</param>
/// <param name="Questions">What is asked, in order of users.</param>
public sealed record Split(IReadOnlyList<Rated> Train, IReadOnlyList<Question> Questions);
