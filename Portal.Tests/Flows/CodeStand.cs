using Microsoft.EntityFrameworkCore;
using Portal.Domain.Alarms;
using Portal.Domain.Counters;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Flows;

/// <summary>A shop with a live code before a scripted gateway that says yes to everything until it is told otherwise.</summary>
internal sealed class CodeStand : IAsyncDisposable
{
    public const string Status = "alipay.commerce.qrcode.modifyStatus";
    public const string Modify = "alipay.commerce.qrcode.modify";
    public const string Create = "alipay.commerce.qrcode.create";
    private int _made;

    private CodeStand(GatewayStand stand, Counter counter) => (Stand, Id, Code) = (stand, counter.Id, counter.ActiveCode.Id);

    public GatewayStand Stand { get; }

    public CounterId Id { get; }

    /// <summary>The code that the counter was made with.</summary>
    public QrCodeId Code { get; }

    public TestPortal Portal => Stand.Portal;

    public Shop Shop => Stand.Shop;

    public ScriptedGateway Gateway => Stand.Gateway;

    public static async Task<CodeStand> StartAsync()
    {
        var stand = await GatewayStand.StartAsync();
        var made = new CodeStand(stand, await stand.Portal.ACounterAsync(stand.Shop));
        made.SaysYes();
        return made;
    }

    /// <summary>Changes and steps name the code that was asked for; a create gives a text of its own.</summary>
    public void SaysYes() => Gateway.Reply = (request, http) =>
        Replies.Xml(AnswerText.Code(Shop.Alipay, request.Service == Create ? $"https://qr.alipay.com/bax{++_made}" : request.Parameters["qrcode"]))(request, http);

    public Task<Outcome<Counter>> StopAsync(Actor? actor = null, QrCodeId? code = null) => Portal.Get<StopCode>().RunAsync(actor ?? Shop.Owner, Id, code ?? Code, default);

    public Task<Outcome<Counter>> RestartAsync(Actor? actor = null, QrCodeId? code = null) => Portal.Get<RestartCode>().RunAsync(actor ?? Shop.Owner, Id, code ?? Code, default);

    public Task<Outcome<Counter>> RetireAsync(string? name = "Front", Actor? actor = null, QrCodeId? code = null) =>
        Portal.Get<RetireCode>().RunAsync(actor ?? Shop.Owner, Id, code ?? Code, name, default);

    public Task<Outcome<Counter>> ChangeAsync(string? name = "Front", string? address = null, Actor? actor = null) =>
        Portal.Get<ChangeCode>().RunAsync(actor ?? Shop.Owner, Id, Code, name, address, default);

    public Task<Outcome<Counter>> ReplaceAsync(StickerProblem problem = StickerProblem.Tampered, DateTimeOffset? since = null, Actor? actor = null, QrCodeId? code = null) =>
        Portal.Get<ReplaceCode>().RunAsync(actor ?? Shop.Owner, Id, code ?? Code, problem, since, default);

    public Task<Counter> CounterAsync() => Portal.CounterAsync(Shop, Id);

    public async Task<QrCode> CodeAsync() => (await CounterAsync()).FindCode(Code)!;

    public async Task<CounterHistory> HistoryAsync() => await Portal.Get<ICounterQueries>().HistoryAsync(Shop.Owner, Id, null, default);

    /// <summary>What was asked of the gateway, in its own words.</summary>
    public IReadOnlyList<string> Asked() => [.. Gateway.Received.Select(request => request.Service == Status ? request.Parameters["status"] : request.Service)];

    public async Task<int> LaterAsync(TimeSpan later)
    {
        Portal.Clock.Advance(later);
        return await Portal.RunDueAsync(Shop);
    }

    public Task<Actor> PersonAsync(Role role, params CounterId[] counters) => Portal.APersonAsync(Shop.Id, role, counters);

    public async Task<AlarmKind[]> AlarmsAsync()
    {
        await using var context = Portal.Database.Open(Shop.Id);
        return await context.Alarms.Select(alarm => alarm.Kind).ToArrayAsync();
    }

    public ValueTask DisposeAsync() => Stand.DisposeAsync();
}
