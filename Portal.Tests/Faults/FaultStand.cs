using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Counters;
using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Jobs;
using Portal.Infrastructure.Persistence;
using Portal.Infrastructure.Persistence.Work;
using Portal.Infrastructure.Tenants;
using Portal.Tests.TestKit;

namespace Portal.Tests.Faults;

/// <summary>One shop of a portal whose gateway is the simulator of the same program, spoken to over HTTP: faults are armed for this shop alone.</summary>
internal sealed class FaultStand
{
    private const string Noon = "2026-03-02T04:00:00Z";
    private static readonly TimeSpan s_appears = TimeSpan.FromSeconds(15);
    private static int s_shops;

    private readonly PortalFixture _portal;
    private readonly Actor _actor;

    private FaultStand(PortalFixture portal, GatewayAccount account, ISigner alipay)
    {
        (_portal, Account, Alipay, _actor) = (portal, account, alipay, Actor.Operator(account.TenantId));
    }

    public GatewayAccount Account { get; }

    /// <summary>Signs what Alipay says to the shop.</summary>
    public ISigner Alipay { get; }

    public IPaymentGateway Gateway => _portal.Get<IPaymentGateway>();

    public T Flow<T>()
        where T : notnull => _portal.Get<T>();

    /// <summary>A portal whose jobs do nothing by themselves, at noon of an Alipay day, when everything is allowed.</summary>
    public static Task<PortalFixture> PortalAsync() =>
        PortalFixture.StartAsync(Noon, settings: ["--Portal:Jobs:Enabled=false", "--Portal:Gateway:FailuresToRest=0"]);

    public static async Task<FaultStand> ShopAsync(PortalFixture portal)
    {
        var number = Interlocked.Increment(ref s_shops);
        var details = new TenantDetails($"Shop {number}", "HKD", "Asia/Hong_Kong", "HK", "1 Test Street", "5812", false);
        var (partner, secret) = ($"20887{number:D11}", Guid.NewGuid().ToString("N"));
        using var known = await portal.Client.PostAsJsonAsync("/simulator/api/partners", new { partner, signType = "MD5", md5Key = secret });
        Assert.True(known.IsSuccessStatusCode);
        var tenant = TestPortal.Done(await portal.Get<TenantRegistration>().AddAsync(
            details, new AccountMaterial(partner, SignAlgorithm.Md5, secret, null, null, GatewayAccount.SimulatorWord), default));
        return new FaultStand(portal, await portal.Get<AcrossTenants>().AccountOfAsync(tenant.Id, default), new Md5Signature(secret));
    }

    /// <summary>From now on each call of this service by this shop meets the fault.</summary>
    public async Task ArmAsync(string service, string? fault)
    {
        if (fault is not null)
        {
            await PostAsync("faults", new { service, fault, times = 0, seconds = fault is "delayed" or "reordered" ? 1 : (int?)null, partner = Account.Partner });
        }
    }

    /// <summary>A counter; what became of its code is read from the record.</summary>
    public async Task<CounterId> AskForCodeAsync()
    {
        await Flow<CreateQrCode>().RunAsync(_actor, "Till 1", Guid.NewGuid().ToString("N"), default);
        await using var context = Open();
        return (await context.Counters.SingleAsync()).Id;
    }

    public async Task<QrCode> CodeAsync()
    {
        await using var context = Open();
        return await context.QrCodes.SingleAsync();
    }

    public async Task<Outcome<Counter>> StopAsync(CounterId counter) => await Flow<StopCode>().RunAsync(_actor, counter, (await CodeAsync()).Id, default);

    public async Task<Outcome<Counter>> ChangeAsync(CounterId counter) =>
        await Flow<ChangeCode>().RunAsync(_actor, counter, (await CodeAsync()).Id, "Till 2", null, default);

    /// <summary>A customer pays; Alipay's numbers of the trade.</summary>
    public async Task<TradeQuery> PayAsync(bool notify = true, string amount = "88.80")
    {
        var paid = await PostAsync("payments", new { qrcode = (await CodeAsync()).Text, amount, notify });
        return new TradeQuery(
            AlipayTradeNo.Of(paid.GetProperty("tradeNo").GetString()!), OutTradeNo.Of(paid.GetProperty("outTradeNo").GetString()!), Currency.Of("HKD"));
    }

    /// <summary>Waits for the payment to appear.</summary>
    /// <returns>False: it did not, and it is not expected any more.</returns>
    public async Task<bool> AppearsAsync()
    {
        var since = TimeProvider.System.GetTimestamp();
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (TimeProvider.System.GetElapsedTime(since) < s_appears)
        {
            await look.WaitForNextTickAsync();
            await using var context = Open();
            if (await context.Payments.AnyAsync())
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>One round of the job for this shop.</summary>
    public async Task RunDueAsync()
    {
        foreach (var row in await Flow<ClaimRows>().ClaimAsync(DueKind.Payment, Account.TenantId, Flow<TimeProvider>().GetUtcNow(), TimeSpan.FromSeconds(60), 10, default))
        {
            await Flow<DueFlows>().RunAsync(row);
        }
    }

    /// <summary>Alipay's id of the message about a trade.</summary>
    public async Task<string> NotifyIdAsync(AlipayTradeNo trade) =>
        (await _portal.Client.GetFromJsonAsync<JsonElement>($"/simulator/api/trades/{trade}")).GetProperty("notifications")[0].GetProperty("notifyId").GetString()!;

    public PortalContext Open() => Flow<PortalDatabase>().Open(Account.TenantId);

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var answer = await _portal.Client.PostAsJsonAsync($"/simulator/api/{path}", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
