namespace Reco.Storage.Embedded;

/// <summary>Numbers that count up within the data folder and are never given twice, in the table <c>counters</c>. For the writer only: a number is as durable as the work that took it.</summary>
internal static class Counter
{
    /// <summary>Takes some numbers; gives the first of them.</summary>
    public static long Next(Session session, string name, int count = 1)
    {
        using var step = session.Prepare("UPDATE counters SET value = value + ?2 WHERE name = ?1 RETURNING value");
        if (!step.Bind(1, name).Bind(2, (long)count).Step()) throw new InvalidOperationException($"no counter {name}");
        var last = step.Int64(0);
        while (step.Step()) { }
        return last - count + 1;
    }
}
