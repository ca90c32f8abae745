using Portal.Domain.Notifications;

namespace Portal.Infrastructure.Alipay.Signing;

/// <summary>Believes the present key, and the one before it until its date. Both are of one algorithm.</summary>
public sealed class RotatingVerifier(IVerifier present, IVerifier previous, DateTimeOffset previousUntil, TimeProvider clock) : IVerifier
{
    public string SignType => present.SignType;

    public bool Verify(ReadOnlySpan<byte> data, string signature) =>
        present.Verify(data, signature) || (clock.GetUtcNow() < previousUntil && previous.Verify(data, signature));
}
