using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Alarms;
using Portal.Domain.Attention;
using Portal.Domain.Payments;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence.Queries;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;

namespace Portal.Tests.Attention;

/// <summary>A shop before a scripted gateway, and what its people do about open questions.</summary>
internal sealed class QueueStand : IAsyncDisposable
{
    private QueueStand(PaymentStand payments) => Payments = payments;

    public PaymentStand Payments { get; }

    public TestPortal Portal => Payments.Portal;

    public Shop Shop => Payments.Shop;

    public IAttentionQueries Queue => Portal.Get<IAttentionQueries>();

    public static async Task<QueueStand> StartAsync() => new(await PaymentStand.StartAsync());

    /// <summary>A payment whose message and answer name different amounts: a person is needed.</summary>
    public async Task<CaseId> InReviewAsync()
    {
        await Payments.ReceiveAsync(Payments.Paid());
        Portal.Clock.Advance(TimeSpan.FromSeconds(1));
        var payment = await Payments.AskedAgainAsync(Payments.Trade(changes: [("trans_amount", "80.00")]));
        Assert.Equal(PaymentStatus.Review, payment.Status);
        return new CaseId(CaseKind.Payment, payment.Id.Value);
    }

    /// <summary>A payment about which Alipay says nothing.</summary>
    public async Task<CaseId> UnclearAsync(TimeSpan since)
    {
        await Payments.ReceiveAsync(Payments.Paid());
        Payments.Gateway.Reply = Replies.Status(502);
        Assert.Equal(1, await Portal.RunDueAsync(Shop));
        Portal.Clock.Advance(since);
        return new CaseId(CaseKind.Payment, (await Payments.PaymentAsync()).Id.Value);
    }

    public async Task<AttentionPage> PageAsync(Actor? actor = null, int skip = 0, int limit = 50) => await Queue.PageAsync(actor ?? Shop.Owner, skip, limit, default);

    public async Task<AttentionCase?> FindAsync(CaseId id, Actor? actor = null) => await Queue.FindAsync(actor ?? Shop.Owner, id, default);

    public Task<Outcome<Payment>> DecideAsync(CaseId id, Decision decision, string seen, string? reason = "saw it in the app", Actor? actor = null) =>
        Portal.Get<DecideByHand>().RunAsync(actor ?? Shop.Owner, id, decision, seen, reason, default);

    /// <summary>Another owner, who has not proven who they are of late.</summary>
    public async Task<Actor> UnprovenAsync(Role role = Role.Owner)
    {
        var user = new UserId(Guid.CreateVersion7());
        var session = Session.Open(user, RandomNumberGenerator.GetBytes(32), [], SignInMethod.PasswordAndCode, "127.0.0.1", null, Portal.Clock.GetUtcNow(), TimeSpan.FromDays(30));
        await using var context = Portal.Database.Open(Shop.Id);
        context.Memberships.Add(Membership.Of(Shop.Id, user, role, []));
        context.Sessions.Add(session);
        await context.SaveChangesAsync();
        return Actor.Person(Shop.Id, user, session.Id);
    }

    public async Task<List<Alarm>> OpenAlarmsAsync()
    {
        await using var context = Portal.Database.Open(Shop.Id);
        return await context.Alarms.AsNoTracking().Where(alarm => alarm.ClosedAt == null).ToListAsync();
    }

    public async Task<CaseId> AlarmAsync(AlarmKind kind) => new(CaseKind.Alarm, (await OpenAlarmsAsync()).Single(alarm => alarm.Kind == kind).Id);

    public async Task<IReadOnlyList<BrokenRule>> BrokenAsync() => await Portal.Get<Invariants>().FindBrokenAsync(default);

    public ValueTask DisposeAsync() => Payments.DisposeAsync();
}
