using System.Reflection;
using Portal.Domain.Counters;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Work;
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Tenants;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;

namespace Portal.Tests.Audit;

/// <summary>A command as a test runs it: by whom does not matter, the act under which the audit must name it does.</summary>
internal sealed record Command(string Act, string Subject, Func<CodeStand, Actor, Task> RunAsync);

/// <summary>Every door of the product through which an actor changes something, read from the assemblies, and how each is gone through.</summary>
internal static class Commands
{
    private const string TradeNo = "2026030122001400001400000001";

    public static IReadOnlyDictionary<string, Command> All { get; } = new Dictionary<string, Command>
    {
        ["CreateQrCode.RunAsync"] = new("create_counter", "counter", (stand, actor) => stand.Portal.Get<CreateQrCode>().RunAsync(actor, "Bar", "key-of-mine", default)),
        ["CreateQrCode.RetryAsync"] = new("ask_for_code", "counter", async (stand, actor) =>
        {
            stand.Portal.Files.Sql("UPDATE QrCodes SET Status = 'Failed', Text = NULL");
            await stand.Portal.Get<CreateQrCode>().RetryAsync(actor, stand.Id, default);
        }),
        ["StopCode.RunAsync"] = new("stop_code", "counter", (stand, actor) => stand.StopAsync(actor)),
        ["RestartCode.RunAsync"] = new("restart_code", "counter", async (stand, actor) =>
        {
            await stand.StopAsync(Actor.Operator(stand.Shop.Id));
            await stand.RestartAsync(actor);
        }),
        ["RetireCode.RunAsync"] = new("retire_code", "counter", (stand, actor) => stand.RetireAsync(actor: actor)),
        ["ChangeCode.RunAsync"] = new("change_counter", "counter", (stand, actor) => stand.ChangeAsync("Terrace", "2 Star Ferry Pier", actor)),
        ["MoveAddress.RunAsync"] = new("change_address", "counter", (stand, actor) => stand.Portal.Get<MoveAddress>().RunAsync(actor, stand.Id, stand.Code, default)),
        ["MoveAddresses.RunAsync"] = new("change_address", "counter", (stand, actor) =>
        {
            stand.Portal.Files.Sql("UPDATE QrCodes SET NotifyUrl = 'https://before.example/alipay/notify/' || AddressToken");
            return stand.Portal.Get<MoveAddresses>().RunAsync(actor, default);
        }),
        ["ReplaceCode.RunAsync"] = new("replace_code", "counter", (stand, actor) => stand.ReplaceAsync(actor: actor)),
        ["QueryPayment.RunAsync"] = new("check_payment", "payment", async (stand, actor) =>
        {
            var payment = await stand.Portal.APaymentAsync(stand.Shop, await stand.CounterAsync(), TradeNo);
            stand.Gateway.Answers(AnswerText.Trade(stand.Shop.Alipay, TradeNo, payment.OutTradeNo.Value));
            await stand.Portal.Get<QueryPayment>().RunAsync(actor, payment.Id, new Lease(payment.LeaseToken), default);
        }),
        ["CheckPayment.RunAsync"] = new("check_payment", "payment", async (stand, actor) =>
        {
            var payment = await stand.Portal.APaymentAsync(stand.Shop, await stand.CounterAsync(), TradeNo);
            stand.Gateway.Answers(AnswerText.Trade(stand.Shop.Alipay, TradeNo, payment.OutTradeNo.Value));
            await stand.Portal.Get<CheckPayment>().RunAsync(actor, payment.Id, default);
        }),
        ["TestKeys.RunAsync"] = new("test_keys", "account", (stand, actor) =>
        {
            stand.Gateway.Answers(AnswerText.NotFound(stand.Shop.Alipay));
            return stand.Portal.Get<TestKeys>().RunAsync(actor, default);
        }),
        ["KeyChange.RunAsync"] = new("change_keys", "account", (stand, actor) =>
        {
            var material = stand.Shop.Alipay.Stranger().Material(stand.Shop.Account.Partner, stand.Shop.Account.Gateway);
            return stand.Portal.Get<KeyChange>().RunAsync(actor, new KeyTexts(material.Md5Key, material.PrivateKey, material.AlipayPublicKey), TimeSpan.FromDays(7), default);
        }),
    };

    /// <summary>Methods that take an actor first and are no questions: queries change nothing, and the factory only begins.</summary>
    public static IReadOnlyList<string> OfProduct() =>
    [
        .. new[] { typeof(IPortalWork).Assembly, typeof(KeyChange).Assembly }.SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false } && !type.Name.EndsWith("Query", StringComparison.Ordinal) && !type.GetInterfaces().Any(IsNoCommand))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(method => typeof(Task).IsAssignableFrom(method.ReturnType) && method.GetParameters() is [{ ParameterType: var first }, ..] && first == typeof(Actor))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}").Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>What nobody has said how to try.</summary>
    public static IEnumerable<string> Untried(IEnumerable<string> commands) => commands.Where(command => !All.ContainsKey(command));

    private static bool IsNoCommand(Type port) => port.Name.EndsWith("Queries", StringComparison.Ordinal) || port == typeof(IPortalWorkFactory);
}
