using Portal.Domain.Notifications;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Privacy;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.Domain.Memory;
using Portal.Tests.TestKit;
using static Portal.Tests.Domain.Memory.MoneyFlows;

namespace Portal.Tests.Domain;

/// <summary>Who paid, and what Alipay wrote: shown to whoever may, on record before it is.</summary>
public sealed class PrivacyFlowTests : IStoredMessages
{
    private readonly MemoryShop _shop = new();
    private Buyer? _buyer = new("mei@example.com", "2088000000000999");

    Task<Buyer?> IStoredMessages.BuyerOfAsync(Tenant tenant, PaymentId payment, CancellationToken ct) => Task.FromResult(_buyer);

    Task<RawMessages> IStoredMessages.OfPaymentAsync(Tenant tenant, PaymentId payment, CancellationToken ct) =>
        Task.FromResult(new RawMessages([new RawMessage(Given.Noon, NoticeVerdict.Applied, []), new RawMessage(Given.Noon, NoticeVerdict.Repeated, [])], 1));

    [Fact]
    public async Task A_buyer_is_shown_once_that_is_on_record()
    {
        var payment = _shop.APayment();
        var reveal = new RevealBuyer(_shop, this, _shop.Clock);
        Assert.Same(_buyer, Done(await reveal.RunAsync(_shop.Owner, payment.Id, default)));
        Assert.Equal((PaymentStatus.Paid, PaymentStatus.Paid, "buyer_revealed", Evidence.Person), Last(payment));
        Assert.Equal(("payment", payment.Id.ToString(), payment.CounterId, "buyer"),
            _shop.Audits.Single() is { Subject: { } subject } said ? (subject.Kind, subject.Id, subject.Counter!.Value, said.After["revealed"]) : default);
        Assert.Equal(Permission.RevealBuyer, _shop.Permitted.Single());
        _shop.StaleCommits = 1;
        Assert.Equal("stale", Code(await reveal.RunAsync(_shop.Owner, payment.Id, default)));
    }

    [Fact]
    public async Task What_is_not_kept_any_more_is_said_to_be_gone()
    {
        _buyer = null;
        var no = Assert.IsType<Outcome<Buyer>.Refused>(await new RevealBuyer(_shop, this, _shop.Clock).RunAsync(_shop.Owner, _shop.APayment().Id, default)).Error;
        Assert.Equal(("buyer_gone", ErrorKind.Conflict), (no.Code, no.Kind));
        Assert.Equal("not_found", Code(await new RevealBuyer(_shop, this, _shop.Clock).RunAsync(_shop.Owner, PaymentId.New(), default)));
        Assert.Empty(_shop.Audits);
    }

    [Fact]
    public async Task Messages_are_shown_once_it_is_on_record_how_many()
    {
        var payment = _shop.APayment();
        var read = new ReadMessages(_shop, this);
        Assert.Equal((2, 1), Done(await read.RunAsync(_shop.Owner, payment.Id, default)) is var shown ? (shown.Messages.Count, shown.Forgotten) : default);
        Assert.Equal(("payment", payment.Id.ToString(), payment.CounterId, "2"),
            _shop.Audits.Single() is { Subject: { } subject } said ? (subject.Kind, subject.Id, subject.Counter!.Value, said.After["shown"]) : default);
        Assert.Equal(Permission.SeeRawMessages, _shop.Permitted.Single());
        Assert.Equal("not_found", Code(await read.RunAsync(_shop.Owner, PaymentId.New(), default)));
        _shop.StaleCommits = 1;
        Assert.Equal("stale", Code(await read.RunAsync(_shop.Owner, payment.Id, default)));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("138****0001", "138****0001")]
    [InlineData("a**", "a**")]
    [InlineData("mei@example.com", "mei****com")]
    [InlineData("13800000001", "13****01")]
    [InlineData("abcdefghijklmnopqrst", "abc****qrst")]
    [InlineData("abc", "****")]
    [InlineData("a*b*", "a*****")]
    public void A_login_loses_its_middle_where_alipay_did_not_mask_it(string? login, string? masked) => Assert.Equal(masked, PayerName.Masked(login));
}
