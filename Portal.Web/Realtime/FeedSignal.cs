using Portal.Domain.Primitives;
using Portal.Infrastructure.Persistence.Work;

namespace Portal.Web.Realtime;

/// <summary>Carries word of commits to the one reader of this process. It needs neither side: the reader reads through the work
/// that tells it, and the two would wait for each other to be made.</summary>
public sealed class FeedSignal : IFeedSignal
{
    private Action<TenantId>? _reader;

    public void ReadBy(Action<TenantId> reader) => _reader = reader;

    /// <summary>Where nobody reads, as in commands, the word is not needed: readers look by themselves.</summary>
    public void Changed(TenantId tenant) => _reader?.Invoke(tenant);
}
