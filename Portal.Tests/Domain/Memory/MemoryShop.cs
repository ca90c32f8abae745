using Portal.Domain.Alarms;
using Portal.Domain.Approvals;
using Portal.Domain.Attention;
using Portal.Domain.Audit;
using Portal.Domain.Cancels;
using Portal.Domain.Claims;
using Portal.Domain.Counters;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Privacy;
using Portal.Domain.Refunds;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Domain.Memory;

/// <summary>A tenant with everything that is on record of it, in memory, for tests of what flows decide. What a database must see to
/// (versions, unique names, permissions, tenants) is tested where there is one.</summary>
internal sealed class MemoryShop : IPortalWorkFactory, IJitter, IPublicAddress, IPayerHashes
{
    public MemoryShop()
    {
        Tenant = Tenant.Register(TenantId.New(), new TenantDetails("Harbour Tea", "HKD", "Asia/Hong_Kong", "HK", "3 Star Ferry Pier", "5812", false), [], Given.Noon);
        Account = GatewayAccount.Open(Tenant.Id, AccountId.New(), "2088000000000001", SignAlgorithm.Md5, [], null, GatewayAccount.SimulatorWord, Given.Noon);
        Owner = APerson(Role.Owner);
    }

    public FakeClock Clock { get; } = new();

    public Tenant Tenant { get; }

    /// <summary>Null: the tenant has not entered one.</summary>
    public GatewayAccount? Account { get; set; }

    public MemoryGateway Gateway { get; } = new();

    public Actor Owner { get; }

    public Actor Job => Actor.Job(Tenant.Id);

    public List<Payment> Payments { get; } = [];

    public List<Refund> Refunds { get; } = [];

    public List<RefundNotice> Notices { get; } = [];

    public List<Cancel> Cancels { get; } = [];

    public List<Claim> Claims { get; } = [];

    public List<Approval> Approvals { get; } = [];

    public List<LimitRule> Limits { get; } = [];

    public List<CaseMark> Marks { get; } = [];

    public List<Note> Notes { get; } = [];

    public List<Alarm> Alarms { get; } = [];

    public List<Counter> Counters { get; } = [];

    public List<CodeNote> CodeNotes { get; } = [];

    public List<Membership> Members { get; } = [];

    public List<Session> Sessions { get; } = [];

    public List<OneTimeLink> Links { get; } = [];

    public List<Revocation> Revocations { get; } = [];

    public List<SupportGrant> Grants { get; } = [];

    public List<SupportVisit> Visits { get; } = [];

    /// <summary>What each commit of a piece of work said of itself.</summary>
    public List<AuditEntry> Audits { get; } = [];

    /// <summary>What the flows asked to be permitted, in order.</summary>
    public List<Permission> Permitted { get; } = [];

    public int Commits { get; set; }

    /// <summary>So many of the next commits are answered <c>stale</c>, as where another hand was faster.</summary>
    public int StaleCommits { get; set; }

    /// <summary>How often what waits was pulled forward.</summary>
    public int PulledForward { get; set; }

    public HashSet<string> Emails { get; } = [];

    public string? Base { get; set; } = "https://pay.example";

    public Actor APerson(Role role, params CounterId[] counters)
    {
        var user = new UserId(Guid.CreateVersion7());
        var session = Session.Open(user, [1], [], SignInMethod.PasswordAndCode, "127.0.0.1", null, Clock.GetUtcNow(), TimeSpan.FromDays(1));
        Members.Add(Membership.Of(Tenant.Id, user, role, counters));
        Sessions.Add(session);
        return Actor.Person(Tenant.Id, user, session.Id);
    }

    public Session SessionOf(Actor actor) => Sessions.Single(session => session.Id == actor.Session);

    /// <summary>A payment of 88.80 HKD in a state, which a signed answer has led to where it says that money is here.</summary>
    public Payment APayment(PaymentStatus status = PaymentStatus.Paid)
    {
        var payment = Payment.Report(Given.AnAddress() with { Tenant = Tenant.Id, Account = Account!.Id }, Given.ANotice(paidAt: Clock.GetUtcNow()), Clock.GetUtcNow());
        if (status is PaymentStatus.Paid)
        {
            payment.Book(MemoryGateway.Trade(), Clock.GetUtcNow(), 0.5);
        }
        else if (status is PaymentStatus.Review)
        {
            payment.Book(MemoryGateway.Trade(amount: 8000), Clock.GetUtcNow(), 0.5);
        }
        else if (status is not PaymentStatus.Reported)
        {
            Assert.True(payment.MoveTo(status, "given", Evidence.SignedAnswer, Clock.GetUtcNow()));
        }
        Payments.Add(payment);
        return payment;
    }

    public Task<IPortalWork> BeginAsync(Actor actor, Permission permission, CancellationToken ct)
    {
        Permitted.Add(permission);
        return Task.FromResult<IPortalWork>(new MemoryWork(this, actor));
    }

    double IJitter.Next() => 0.5;

    byte[] IPayerHashes.Of(Tenant tenant, string buyerId) => [.. System.Text.Encoding.ASCII.GetBytes(buyerId)];
}
