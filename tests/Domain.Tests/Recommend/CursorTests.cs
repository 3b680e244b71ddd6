using Reco.Domain.Recommend;

namespace Reco.Domain.Tests.Recommend;

public sealed class CursorTests
{
    private const long Now = 1_800_000_000_000;
    private static readonly CursorSigner Signer = new(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());
    private static readonly ulong[] Shown = [1, 2, 0xFF_FFFF_FFFF];

    private static string Token() => Signer.Make("grocery/fruit", "u1", "A", Shown, Now);

    private static string? Problem(string token, string rule = "grocery/fruit", string? user = "u1", long now = Now, CursorSigner? signer = null)
    {
        var opened = (signer ?? Signer).Open(token, rule, user, now, 500);
        return opened.Ok ? null : Assert.Single(opened.Faults).Problem;
    }

    [Fact]
    public void Comes_back_as_it_was_made()
    {
        var cursor = Signer.Open(Token(), "grocery/fruit", "u1", Now + CursorSigner.LifetimeMs, 500).Value;
        Assert.Equal(Shown, cursor.Shown);
        Assert.Equal(CursorSigner.BucketHash("A"), cursor.Bucket);
    }

    [Fact]
    public void Is_refused_when_foreign_forged_or_expired()
    {
        Assert.Equal("this cursor can't be used: it belongs to another rule", Problem(Token(), rule: "grocery/other"));
        Assert.Equal("this cursor can't be used: it belongs to another user", Problem(Token(), user: "u2"));
        Assert.Equal("this cursor can't be used: it belongs to another user", Problem(Token(), user: null));
        Assert.Equal("this cursor can't be used: it is older than 30 minutes", Problem(Token(), now: Now + CursorSigner.LifetimeMs + 1));
        Assert.Equal("this cursor can't be used: it was not made by this server, or was changed", Problem(Token(), signer: new CursorSigner(new byte[32])));
        Assert.Equal("this cursor can't be used: it is not a cursor", Problem("%%%"));
        Assert.Equal("this cursor can't be used: it is not a cursor", Problem(""));
        Assert.Equal("this cursor can't be used: it is longer than any cursor", Problem(new string('A', 10_000)));
    }

    [Fact]
    public void Any_changed_character_is_noticed()
    {
        var token = Token();
        for (var i = 0; i < token.Length; i++)
        {
            var changed = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            Assert.NotNull(Problem(changed));
        }
    }

    [Fact]
    public void Is_safe_in_a_url() => Assert.Matches("^[A-Za-z0-9_-]+$", Token());
}
