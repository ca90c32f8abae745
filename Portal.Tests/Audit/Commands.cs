using Microsoft.EntityFrameworkCore;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Alarms;
using Portal.Domain.Approvals;
using Portal.Domain.Attention;
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
using Portal.Infrastructure.Alipay.Signing;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Tenants;
using Portal.Tests.Flows;
using Portal.Tests.Tenants;
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
        ["AccountSetup.MakePairAsync"] = new("make_keys", "account", (stand, actor) => stand.Portal.Get<IAccountSetup>().MakePairAsync(actor, default)),
        ["AccountSetup.SaveAsync"] = new("change_keys", "account", (stand, actor) =>
        {
            var (material, account) = (stand.Shop.Alipay.Stranger().Material(stand.Shop.Account.Partner, stand.Shop.Account.Gateway), stand.Shop.Account);
            var entry = new AccountEntry(account.Partner, account.Algorithm, account.Gateway, material.Md5Key, material.PrivateKey, material.AlipayPublicKey);
            return stand.Portal.Get<IAccountSetup>().SaveAsync(actor, entry, default);
        }),
        ["ChangeCompany.RunAsync"] = new("change_settings", "tenant", async (stand, actor) =>
        {
            var tenant = await stand.Portal.TenantAsync(stand.Shop.Id);
            var details = new TenantDetails(tenant.Name, tenant.Currency.Code, tenant.TimeZone, tenant.Country, "9 Star Ferry Pier", tenant.Mcc, tenant.RequireSecondFactor);
            await stand.Portal.Get<ChangeCompany>().RunAsync(actor, details, tenant.Version, default);
        }),
        ["SkipStep.RunAsync"] = new("change_settings", "tenant", (stand, actor) => stand.Portal.Get<SkipStep>().RunAsync(actor, OnboardingStep.Staff, default)),
        ["ChangePolicies.RunAsync"] = new("change_policies", "tenant", (stand, actor) => stand.Portal.Get<ChangePolicies>().RunAsync(actor, true, default)),
        ["ChooseRefundTime.RunAsync"] = new("change_policies", "tenant", (stand, actor) => stand.Portal.Get<ChooseRefundTime>().RunAsync(actor, true, default)),
        ["LetSupportIn.RunAsync"] = new("manage_people", "supportgrant", (stand, actor) => stand.Portal.Get<LetSupportIn>().RunAsync(actor, "late payment", 2, default)),
        ["EndSupport.RunAsync"] = new("manage_people", "supportgrant", async (stand, actor) =>
        {
            await stand.Portal.Get<LetSupportIn>().RunAsync(Actor.Operator(stand.Shop.Id), "late payment", 2, default);
            await stand.Portal.Get<EndSupport>().RunAsync(actor, default);
        }),
        ["InvitePerson.RunAsync"] = new("manage_cashiers", "invitation", (stand, actor) => stand.Portal.Get<InvitePerson>().RunAsync(actor, "new@tea.test", Role.Cashier, [stand.Id], default)),
        ["InviteAgain.RunAsync"] = new("manage_cashiers", "tenant", async (stand, actor) => await stand.Portal.Get<InviteAgain>().RunAsync(actor, await InvitedAsync(stand), default)),
        ["WithdrawInvitation.RunAsync"] = new("manage_cashiers", "invitation", async (stand, actor) => await stand.Portal.Get<WithdrawInvitation>().RunAsync(actor, await InvitedAsync(stand), default)),
        ["ChangeMember.RunAsync"] = new("manage_cashiers", "person", async (stand, actor) =>
            await stand.Portal.Get<ChangeMember>().RunAsync(actor, (await stand.PersonAsync(Role.Cashier)).User!.Value, Role.Accountant, [], 1, default)),
        ["RemoveMember.RunAsync"] = new("manage_cashiers", "person", async (stand, actor) => await stand.Portal.Get<RemoveMember>().RunAsync(actor, (await stand.PersonAsync(Role.Cashier)).User!.Value, default)),
        ["PasswordLinks.MakeAsync"] = new("make_password_link", "person", async (stand, actor) => await stand.Portal.Get<PasswordLinks>().MakeAsync(actor, await PersonOfAsync(stand), default)),
        ["RevealBuyer.RunAsync"] = new("reveal_buyer", "payment", async (stand, actor) =>
            await stand.Portal.Get<RevealBuyer>().RunAsync(actor, (await stand.Portal.APaymentAsync(stand.Shop, await stand.CounterAsync(), TradeNo)).Id, default)),
        ["ReadMessages.RunAsync"] = new("see_raw_messages", "payment", async (stand, actor) =>
            await stand.Portal.Get<ReadMessages>().RunAsync(actor, (await stand.Portal.APaymentAsync(stand.Shop, await stand.CounterAsync(), TradeNo)).Id, default)),
        ["RefundPayment.RunAsync"] = new("refund", "payment", async (stand, actor) => await RefundAsync(stand, actor)),
        ["EndRefund.RunAsync"] = new("refund", "payment", async (stand, actor) =>
        {
            var refund = await RefundAsync(stand, Actor.Operator(stand.Shop.Id));
            stand.Portal.Files.Sql("UPDATE Refunds SET Status = 'Requested', WaitsForBalance = 1, MayHaveArrived = 0, LeasedUntil = NULL, LastSentAt = '2026-01-01 00:00:00'");
            stand.Gateway.Answers(AnswerText.Of(stand.Shop.Alipay, ("refund_error_code", "TRADE_NOT_EXIST"), ("response_code", "FAIL")));
            await stand.Portal.Get<EndRefund>().RunAsync(actor, refund, later: false, default);
        }),
        ["AskForApproval.RunAsync"] = new("ask_for_refund", "payment", async (stand, actor) =>
        {
            stand.Portal.Files.Sql("UPDATE Memberships SET Role = 'Manager'");                                         // an owner needs nobody else
            await AskedAsync(stand, actor);
        }),
        ["AskForApproval.WithdrawAsync"] = new("withdraw_refund_request", "payment", async (stand, actor) =>
        {
            var asked = await AskedAsync(stand, await stand.PersonAsync(Role.Manager));
            await using (var context = stand.Portal.Database.Open(stand.Shop.Id))
            {
                await context.Approvals.ExecuteUpdateAsync(set => set.SetProperty(approval => approval.RequestedBy, actor.User!.Value));
            }
            await stand.Portal.Get<AskForApproval>().WithdrawAsync(actor, asked, default);
        }),
        ["ApproveRefund.RunAsync"] = new("approve_refund", "payment", async (stand, actor) =>
            await stand.Portal.Get<ApproveRefund>().RunAsync(actor, await AskedAsync(stand, await stand.PersonAsync(Role.Manager)), "88.80", default)),
        ["ApproveRefund.DeclineAsync"] = new("decline_refund", "payment", async (stand, actor) =>
            await stand.Portal.Get<ApproveRefund>().DeclineAsync(actor, await AskedAsync(stand, await stand.PersonAsync(Role.Manager)), "no", default)),
        ["ChangeLimits.RunAsync"] = new("change_limits", "tenant", (stand, actor) => stand.Portal.Get<ChangeLimits>().RunAsync(actor, Role.Cashier, new LimitOrder("20.00", null, null), default)),
        ["ChangeLimits.OfPersonAsync"] = new("change_limits", "person", async (stand, actor) =>
            await stand.Portal.Get<ChangeLimits>().OfPersonAsync(actor, (await stand.PersonAsync(Role.Cashier)).User!.Value, new LimitOrder("20.00", null, null), default)),
        ["CancelPayment.RunAsync"] = new("cancel_payment", "payment", async (stand, actor) =>
            await stand.Portal.Get<CancelPayment>().RunAsync(actor, (await PaidAsync(stand)).Id, "cancel-of-mine", default)),
        ["TakeOver.RunAsync"] = new("take_over_case", "payment", async (stand, actor) => await stand.Portal.Get<TakeOver>().RunAsync(actor, await CaseAsync(stand), default)),
        ["TakeOver.GiveBackAsync"] = new("give_back_case", "payment", async (stand, actor) =>
        {
            var id = await CaseAsync(stand);
            await stand.Portal.Get<TakeOver>().RunAsync(await stand.PersonAsync(Role.Manager), id, default);
            await stand.Portal.Get<TakeOver>().GiveBackAsync(actor, id, default);
        }),
        ["AddNote.RunAsync"] = new("add_note", "payment", async (stand, actor) => await stand.Portal.Get<AddNote>().RunAsync(actor, await CaseAsync(stand), "called", default)),
        ["AskOwner.RunAsync"] = new("ask_owner", "payment", async (stand, actor) =>
            await stand.Portal.Get<AskOwner>().RunAsync(actor, await CaseAsync(stand), "look", default)),
        ["DecideByHand.RunAsync"] = new("decide_by_hand", "payment", async (stand, actor) =>
        {
            var id = await CaseAsync(stand);
            stand.Portal.Clock.Advance(Decisions.After);
            await stand.Portal.Get<DecideByHand>().RunAsync(actor, id, Decision.Paid, "Reported", "saw it", default);
        }),
        ["CloseAlarm.RunAsync"] = new("close_alarm", "alarm", async (stand, actor) =>
        {
            await using (var work = await stand.Portal.Get<IPortalWorkFactory>().BeginAsync(Actor.Job(stand.Shop.Id), Permission.RaiseAlarm, default))
            {
                await work.Alarms.RaiseAsync(AlarmKind.UntrustedAnswer, "x", "x", null, default);
                await work.CommitAsync(default);
            }
            await using var context = stand.Portal.Database.Open(stand.Shop.Id);
            await stand.Portal.Get<CloseAlarm>().RunAsync(actor, new CaseId(CaseKind.Alarm, context.Alarms.Single().Id), "seen", default);
        }),
        ["CheckCase.RunAsync"] = new("check_payment", "payment", async (stand, actor) =>
        {
            var payment = await stand.Portal.APaymentAsync(stand.Shop, await stand.CounterAsync(), TradeNo);
            stand.Gateway.Answers(AnswerText.Trade(stand.Shop.Alipay, TradeNo, payment.OutTradeNo.Value));
            await stand.Portal.Get<CheckCase>().RunAsync(actor, new CaseId(CaseKind.Payment, payment.Id.Value), default);
        }),
        ["CheckClaim.RunAsync"] = new("check_claim", "claim", (stand, actor) => stand.Portal.Get<CheckClaim>().RunAsync(actor, new ClaimOrder("123456"), default)),
        ["AddRecovered.RunAsync"] = new("add_recovered", "payment", async (stand, actor) =>
        {
            await stand.Portal.Get<CreateQrCode>().RunAsync(Actor.Operator(stand.Shop.Id), "Bar", "another", default);
            stand.Gateway.Answers(AnswerText.Trade(stand.Shop.Alipay, TradeNo, "300000001"));
            var claim = TestPortal.Done(await stand.Portal.Get<CheckClaim>().RunAsync(Actor.Operator(stand.Shop.Id), new ClaimOrder(TradeNo), default));
            await stand.Portal.Get<AddRecovered>().RunAsync(actor, claim.Id, stand.Id, default);
        }),
    };

    /// <summary>What only the product's own work calls, on behalf of what a person has put on record; a person is refused, as a test shows.</summary>
    public static IReadOnlyList<string> OfTheJob { get; } = ["AskForCancel.RunAsync", "AskForRefund.RunAsync"];

    /// <summary>What the product does by itself at somebody's page: that stands on the payment's timeline, and not among what people did.</summary>
    public static IReadOnlyList<string> OfThePage { get; } = ["RecordAnnouncement.RunAsync"];

    /// <summary>Methods that take an actor first and are no questions: queries change nothing, and the factory only begins.</summary>
    public static IReadOnlyList<string> OfProduct() =>
    [
        .. new[] { typeof(IPortalWork).Assembly, typeof(KeyChange).Assembly }.SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false } && !type.Name.EndsWith("Query", StringComparison.Ordinal) && !type.GetInterfaces().Any(IsNoCommand))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(method => typeof(Task).IsAssignableFrom(method.ReturnType) && method.GetParameters() is [{ ParameterType: var first }, ..] && first == typeof(Actor) && !method.Name.StartsWith("Find", StringComparison.Ordinal))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}").Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>What nobody has said how to try.</summary>
    public static IEnumerable<string> Untried(IEnumerable<string> commands) => commands.Where(command => !All.ContainsKey(command) && !OfTheJob.Contains(command) && !OfThePage.Contains(command));

    private static async Task<CaseId> CaseAsync(CodeStand stand) =>
        new(CaseKind.Payment, (await stand.Portal.APaymentAsync(stand.Shop, await stand.CounterAsync(), TradeNo)).Id.Value);

    private static async Task<Payment> PaidAsync(CodeStand stand)
    {
        var payment = await stand.Portal.APaymentAsync(stand.Shop, await stand.CounterAsync(), TradeNo);
        stand.Gateway.Answers(AnswerText.Trade(stand.Shop.Alipay, TradeNo, payment.OutTradeNo.Value));
        await stand.Portal.Get<QueryPayment>().RunAsync(Actor.Job(stand.Shop.Id), payment.Id, new Lease(payment.LeaseToken), default);
        stand.Gateway.Reply = Replies.Status(500);
        return payment;
    }

    /// <summary>A request for a refund of a payment that is too old for managers.</summary>
    private static async Task<ApprovalId> AskedAsync(CodeStand stand, Actor by)
    {
        var payment = await PaidAsync(stand);
        stand.Portal.Files.Sql("UPDATE Payments SET OccurredAt = '2026-01-01 00:00:00'");
        var asked = await stand.Portal.Get<AskForApproval>().RunAsync(by, payment.Id, new RefundOrder("10.00", "wrong dish", "88.80", "asked"), default);
        return Assert.IsType<Outcome<Approval>.Done>(asked).Value.Id;
    }

    private static async Task<RefundId> RefundAsync(CodeStand stand, Actor actor)
    {
        var order = new RefundOrder("10.00", "wrong dish", "88.80", "refund-of-mine");
        return Assert.IsType<Outcome<RefundReceipt>.Done>(await stand.Portal.Get<RefundPayment>().RunAsync(actor, (await PaidAsync(stand)).Id, order, default)).Value.Refund.Id;
    }

    private static async Task<Guid> InvitedAsync(CodeStand stand)
    {
        await stand.Portal.Get<InvitePerson>().RunAsync(Actor.Operator(stand.Shop.Id), "new@tea.test", Role.Cashier, [stand.Id], default);
        await using var context = stand.Portal.Database.OpenWithoutTenant();
        return context.OneTimeLinks.Single().Id;
    }

    /// <summary>A member with an account of their own.</summary>
    private static async Task<UserId> PersonOfAsync(CodeStand stand)
    {
        await using var scope = stand.Portal.Get<IServiceScopeFactory>().CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<Portal.Infrastructure.Identity.People>();
        var made = Assert.IsType<Outcome<NewPerson>.Done>(await people.AddAsync("cook@tea.test", "Cook", "correct horse")).Value;
        await people.JoinAsync(stand.Shop.Id, made.Id, Role.Accountant, [], default);
        return new UserId(made.Id);
    }

    private static bool IsNoCommand(Type port) => port.Name.EndsWith("Queries", StringComparison.Ordinal) || port == typeof(IPortalWorkFactory);
}
