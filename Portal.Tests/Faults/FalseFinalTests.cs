using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Domain.Gateway;
using Portal.Domain.Payments;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Alipay;
using Portal.Infrastructure.Alipay.Simulator;
using Portal.Tests.Chaos;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;

namespace Portal.Tests.Faults;

/// <summary>R10: each kind of fault of the gateway on each operation that money hangs on. Nothing stands as final here that Alipay did otherwise, neither under
/// the fault nor after it; and after it nothing stays open.</summary>
[Trait("Figure", "R10")]
public sealed class FalseFinalTests
{
    private const int AtOnce = 8;

    private static readonly List<Operation> s_operations =
    [
        new("query", MoneyStand.QueryService, PaymentStatus.Reported, stand => stand.Shop.RunDueAsync()),
        new("refund", MoneyStand.RefundService, PaymentStatus.Paid, stand => stand.RefundAsync("30.00")),
        new("cancel", MoneyStand.CancelService, PaymentStatus.Paid, stand => stand.CancelAsync("form")),
    ];

    /// <summary>The same from other states; in full runs only.</summary>
    private static readonly List<Operation> s_more =
    [
        new("refund of the rest", MoneyStand.RefundService, PaymentStatus.PartlyRefunded, stand => stand.RefundAsync("58.80")),
        new("cancel of an unclear one", MoneyStand.CancelService, PaymentStatus.Unknown, async stand =>
        {
            await stand.ArmAsync(MoneyStand.QueryService, "unknow");                       // what is found paid is not cancelled before somebody looks again
            await stand.CancelAsync("form");
        }),
        new("question before such a cancel", MoneyStand.QueryService, PaymentStatus.Unknown, stand => stand.CancelAsync("form")),
        new("refund after a time-out", "alipay.acquire.refund.query", PaymentStatus.Paid, async stand =>
        {
            await stand.ArmAsync(MoneyStand.RefundService, "close-after");
            await stand.RefundAsync("30.00");
        }, IsLater: true),
    ];

    /// <param name="IsLater">Whether it is a job that asks the service, afterwards.</param>
    private sealed record Operation(string Name, string Service, PaymentStatus Start, Func<MoneyStand, Task> RunAsync, bool IsLater = false);

    [Fact]
    [Trait("Row", "R10")]
    public async Task No_kind_of_fault_makes_a_false_final()
    {
        var kinds = FaultNames.Gateway.Concat(SpoiltLine.Kinds).ToList();
        var cells = Figures.IsFull("R10")
            ? [.. kinds.SelectMany(kind => s_operations.Concat(s_more).Select(operation => (kind, operation)))]
            : kinds.Select((kind, i) => (kind, s_operations[i % s_operations.Count])).ToList();            // each kind once; on every operation in full runs
        var (wrong, open) = await PlayAsync(cells, null);
        Figures.Print(string.Create(CultureInfo.InvariantCulture, $"R10: {kinds.Count} kinds of fault, {cells.Count} of them on operations: false finals = {wrong.Count}, left open = {open.Count}"));
        Assert.InRange(kinds.Count, 30, int.MaxValue);
        Assert.Equal("", string.Join('\n', wrong.Concat(open)));
    }

    [Theory]
    [InlineData("close-after")]
    [InlineData("bad-sign")]
    public async Task No_kind_of_fault_makes_a_false_final_control_what_is_not_known_taken_for_a_no(string kind)
    {
        var (wrong, _) = await PlayAsync([.. s_operations.Skip(1).Select(operation => (kind, operation))], gateway => new Hopeless(gateway));
        Assert.Equal(["cancel", "refund"], wrong.Select(line => line.Split(':')[0]).Order());
    }

    private static async Task<(List<string> Wrong, List<string> Open)> PlayAsync(IReadOnlyList<(string Kind, Operation Operation)> all, Func<IPaymentGateway, IPaymentGateway>? plant)
    {
        var (armed, heard) = (new ConcurrentDictionary<(string, string), string>(), new ConcurrentDictionary<string, byte[]>());
        await using var portal = await PortalFixture.StartAsync(
            MoneyStand.Noon, null, services =>
            {
                services.AddHttpClient(GatewayLine.ClientName).AddHttpMessageHandler(() => new SpoiltLine(armed, heard));
                if (plant is not null)
                {
                    services.Replace(ServiceDescriptor.Singleton(parts => plant(ActivatorUtilities.CreateInstance<AlipayGateway>(parts))));
                }
            },
            "--Portal:Jobs:Enabled=false", "--Portal:Gateway:FailuresToRest=0");
        portal.IsCheckedAtTheEnd = plant is null;
        var first = await MoneyStand.AtAsync(portal);                                     // whose answers come to others
        await first.RefundAsync("1.00");
        await (await MoneyStand.AtAsync(portal)).CancelAsync("first");
        var asked = await MoneyStand.AtAsync(portal);
        await asked.ArmAsync(MoneyStand.RefundService, "close-after");
        await asked.RefundAsync("30.00");
        await asked.SettleAsync();
        var (cells, wrong) = (new ConcurrentBag<(string Name, Operation Operation, MoneyStand Stand)>(), new ConcurrentBag<string>());
        await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (cell, _) =>
        {
            var (kind, operation) = cell;
            var stand = await MoneyStand.AtAsync(portal, operation.Start == PaymentStatus.PartlyRefunded ? PaymentStatus.Paid : operation.Start);
            if (operation.Start == PaymentStatus.PartlyRefunded)
            {
                await stand.RefundAsync("30.00");
            }
            if (SpoiltLine.Kinds.Contains(kind))
            {
                armed[(stand.Shop.Account.Partner, operation.Service)] = kind;
            }
            else
            {
                await stand.ArmAsync(operation.Service, kind);
            }
            await operation.RunAsync(stand);
            var name = $"{operation.Name}: {kind}";
            cells.Add((name, operation, stand));
            await LookAsync(name, stand);
        });
        foreach (var (name, operation, stand) in cells.Where(cell => cell.Operation.IsLater))
        {
            while (await IsArmedAsync(stand, operation.Service) && await stand.NextAsync())
            {
                await LookAsync(name, stand);
            }
        }
        await first.DisarmAsync();                                                        // some have no meaning for a service, and wait for ever
        Assert.Empty(armed);                                                              // each on the line was met
        var open = new List<string>();
        foreach (var (name, _, stand) in cells)
        {
            await stand.SettleAsync();
            await LookAsync(name, stand);
            open.AddRange(await FalseFinals.OpenAsync(stand) is { } what ? [$"{name}: {what} afterwards"] : []);
        }
        return ([.. wrong.Distinct()], open);

        async Task<bool> IsArmedAsync(MoneyStand stand, string service) =>
            armed.ContainsKey((stand.Shop.Account.Partner, service)) || (await portal.Get<FaultBook>().ListAsync(default)).Any(fault => fault.Partner == stand.Shop.Account.Partner);

        async Task LookAsync(string name, MoneyStand stand)
        {
            if (await FalseFinals.OfAsync(stand) is { } what)
            {
                wrong.Add($"{name}: {what}");
            }
        }
    }

    /// <summary>The planted fault: what is not known is taken for a no.</summary>
    private sealed class Hopeless(IPaymentGateway gateway) : GatewayInFront(gateway)
    {
        public override async Task<GatewayAnswer<CancelReport>> CancelAsync(GatewayAccount account, CancelRequest request, Caller caller, CancellationToken ct) =>
            No(await base.CancelAsync(account, request, caller, ct));

        public override async Task<GatewayAnswer<RefundReport>> RefundAsync(GatewayAccount account, RefundRequest request, Caller caller, CancellationToken ct) =>
            No(await base.RefundAsync(account, request, caller, ct));

        private static GatewayAnswer<T> No<T>(GatewayAnswer<T> answer) =>
            answer is GatewayAnswer<T>.NotKnown doubt ? new GatewayAnswer<T>.Refused(doubt.Why, GatewayAdvice.FixInput) : answer;
    }
}
