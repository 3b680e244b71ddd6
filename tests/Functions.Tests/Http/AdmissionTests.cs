using Reco.Domain;
using Reco.Functions.Http;

namespace Reco.Functions.Tests.Http;

public class AdmissionTests
{
    [Fact]
    public void Bounds_calls_in_progress_and_counts_a_batch_by_its_calls()
    {
        var admission = new Admission(new Limits { Calls = 3 });
        Assert.True(admission.TryEnter(2));
        Assert.False(admission.TryEnter(2));
        Assert.True(admission.TryEnter(1));
        Assert.False(admission.TryEnter(1));
        admission.Leave(2);
        Assert.True(admission.TryEnter(1));
    }

    [Fact]
    public void An_idle_server_takes_a_batch_of_any_size()
    {
        var admission = new Admission(new Limits { Calls = 3 });
        Assert.True(admission.TryEnter(20));
        Assert.False(admission.TryEnter(1));
    }
}
