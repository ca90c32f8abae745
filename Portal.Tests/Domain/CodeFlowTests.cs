using Portal.Domain.Alarms;
using Portal.Domain.Counters;
using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.Domain.Memory;
using static Portal.Tests.Domain.Memory.MoneyFlows;
using Created = Portal.Domain.Gateway.GatewayAnswer<Portal.Domain.Gateway.CreatedCode>;
using Changed = Portal.Domain.Gateway.GatewayAnswer<Portal.Domain.Gateway.ChangedCode>;

namespace Portal.Tests.Domain;

/// <summary>Making, stopping, restarting, retiring, changing and replacing codes.</summary>
public sealed class CodeFlowTests
{
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(30);
    private readonly MemoryShop _shop = new();
    private readonly AskForCode _ask;
    private readonly ActOnCode _act;
    private readonly CreateQrCode _create;
    private readonly ChangeCode _change;
    private readonly ReplaceCode _replace;

    public CodeFlowTests()
    {
        _ask = new AskForCode(_shop.Gateway, _shop, _shop.Clock, _shop);
        _act = new ActOnCode(_shop.Gateway, _shop.Clock, _shop);
        _create = new CreateQrCode(_shop, _ask, _shop.Clock);
        _change = new ChangeCode(_shop, _act);
        _replace = new ReplaceCode(_shop, _act, _ask, _shop.Clock);
    }

    private DateTimeOffset Now => _shop.Clock.GetUtcNow();

    private async Task<Counter> ACounterAsync(string name = "Front") => Done(await _create.RunAsync(_shop.Owner, name, Guid.NewGuid().ToString("N"), default));

    private Task<Outcome<Counter>> StopAsync(Counter counter, QrCode? code = null) => new StopCode(_shop, _act).RunAsync(_shop.Owner, counter.Id, (code ?? counter.ActiveCode).Id, default);

    private Task<Outcome<Counter>> RestartAsync(Counter counter, QrCode? code = null) => new RestartCode(_shop, _act).RunAsync(_shop.Owner, counter.Id, (code ?? counter.ActiveCode).Id, default);

    private Task<Outcome<Counter>> RetireAsync(Counter counter, string? typed = " front ") => new RetireCode(_shop, _act).RunAsync(_shop.Owner, counter.Id, counter.ActiveCode.Id, typed, default);

    [Fact]
    public async Task A_counter_gets_its_code_at_once()
    {
        var counter = Done(await _create.RunAsync(_shop.Owner, " Front ", "key", default));
        var code = counter.ActiveCode;
        Assert.Equal(("Front", "FRONT", "key", Now, 1), (counter.Name, counter.NameKey, counter.CreationKey, counter.CreatedAt, _shop.Counters.Count));
        Assert.Equal((QrCodeStatus.Live, "https://qr.alipay.com/bax1", $"https://pay.example/alipay/notify/{code.AddressToken}", null), (code.Status, code.Text, code.NotifyUrl, code.DueAt));
        Assert.Equal(("Harbour Tea Front", "3 Star Ferry Pier", Now, 4), (code.ToldName, code.ToldAddress, code.SentAt!.Value, code.CheckNumber.Length));
        var request = _shop.Gateway.Requests<CodeRequest>().Single();
        Assert.Equal((_shop.Tenant.SecondaryMerchantId, "Harbour Tea", "5812", "HK", "3 Star Ferry Pier", code.StoreId, "Harbour Tea Front", code.NotifyUrl, code.Passback),
            (request.MerchantNumber, request.MerchantName, request.Mcc, request.Country, request.Address, request.StoreId, request.StoreName, request.NotifyUrl, request.Passback));
        Assert.Equal(("create_counter", Caller.Person), (_shop.Audits[0].Act, _shop.Gateway.Asked[0].Caller));
        Assert.Equal((32, 16, 30), (code.AddressToken.Length, code.Passback.Length, code.StoreId.Length));
        Assert.All(_shop.Permitted, permission => Assert.Equal(Permission.ManageCounters, permission));
        Assert.Same(counter, Done(await _create.RunAsync(_shop.Owner, "ＦＲＯＮＴ", "key", default)));               // the same name in full-width letters
        Assert.Equal("key_reused", Code(await _create.RunAsync(_shop.Owner, "Back", "key", default)));
        Assert.Equal("name_taken", Code(await _create.RunAsync(_shop.Owner, "front", "other", default)));
    }

    [Theory]
    [InlineData("Front", "", "key_invalid")]
    [InlineData("Front", null, "key_invalid")]
    [InlineData("", "k", "name_invalid")]
    [InlineData(null, "k", "name_invalid")]
    [InlineData("a|b", "k", "name_invalid")]
    public async Task A_name_and_a_key_are_needed(string? name, string? key, string code) => Assert.Equal(code, Code(await _create.RunAsync(_shop.Owner, name, key, default)));

    [Fact]
    public async Task Lengths_of_name_and_key()
    {
        Assert.Equal("key_invalid", Code(await _create.RunAsync(_shop.Owner, "Front", new string('k', 65), default)));
        Assert.Equal("name_invalid", Code(await _create.RunAsync(_shop.Owner, new string('n', 33), "k", default)));
        Assert.Null(Code(await _create.RunAsync(_shop.Owner, new string('n', 32), new string('k', 64), default)));
    }

    [Fact]
    public async Task Without_account_address_or_leave_none_is_made()
    {
        _shop.Base = null;
        Assert.Equal("no_public_address", Code(await _create.RunAsync(_shop.Owner, "Front", "k", default)));
        _shop.Account = null;
        Assert.Equal("no_account", Code(await _create.RunAsync(_shop.Owner, "Front", "k", default)));
        Assert.True(_shop.Tenant.TryChangeStatus(TenantStatus.CodesStopped, "why", Now));
        Assert.Equal("codes_stopped", Code(await _create.RunAsync(_shop.Owner, "Front", "k", default)));
        Assert.Empty(_shop.Counters);
    }

    [Theory]
    [InlineData(GatewayAdvice.FixInput, false)]
    [InlineData(GatewayAdvice.Configuration, true)]
    public async Task A_refused_code_failed_and_can_be_asked_for_again(GatewayAdvice advice, bool alarms)
    {
        _shop.Gateway.Create = new Created.Refused("NO", advice);
        var counter = await ACounterAsync();
        Assert.Equal((QrCodeStatus.Failed, "NO", null), (counter.ActiveCode.Status, counter.ActiveCode.RefusedWith, counter.ActiveCode.DueAt));
        Assert.Equal(alarms ? [(AlarmKind.GatewayConfiguration, "NO")] : [], _shop.Alarms.Select(alarm => (alarm.Kind, alarm.About)));
        _shop.Gateway.Create = new Created.Done(new CreatedCode("https://qr.alipay.com/bax2"));
        var store = counter.ActiveCode.StoreId;
        Assert.Equal(QrCodeStatus.Live, Done(await _create.RetryAsync(_shop.Owner, counter.Id, default)).ActiveCode.Status);
        Assert.Equal((store, null, "ask_for_code"), (counter.ActiveCode.StoreId, counter.ActiveCode.RefusedWith, _shop.Audits[^1].Act));
        Assert.Same(counter, Done(await _create.RetryAsync(_shop.Owner, counter.Id, default)));
        Assert.Equal(2, _shop.Gateway.Asked.Count);
        Assert.Equal("not_found", Code(await _create.RetryAsync(_shop.Owner, CounterId.New(), default)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_an_answer_the_code_is_asked_for_again(bool untrusted)
    {
        _shop.Gateway.Create = new Created.NotKnown("why", untrusted);
        var counter = await ACounterAsync();
        Assert.Equal((QrCodeStatus.Creating, Now.AddSeconds(1), 1), (counter.ActiveCode.Status, counter.ActiveCode.DueAt!.Value, counter.ActiveCode.Attempts));
        Assert.Equal(untrusted ? [(AlarmKind.UntrustedAnswer, counter.Id.ToString(), "why")] : [], _shop.Alarms.Select(alarm => (alarm.Kind, alarm.About, alarm.Detail)));
        Assert.Equal("code_not_made", Code(await StopAsync(counter)));
    }

    [Fact]
    public async Task A_code_is_stopped_restarted_and_retired()
    {
        var counter = await ACounterAsync();
        var code = counter.ActiveCode;
        Assert.Same(counter, Done(await StopAsync(counter)));
        Assert.Equal((QrCodeStatus.Stopped, Now, false, null), (code.Status, code.StatusAt!.Value, code.IsOpen, code.DueAt));
        Assert.Equal([(CodeAct.Stop, CodeNoteKind.Asked, _shop.Owner.User), (CodeAct.Stop, CodeNoteKind.Done, _shop.Owner.User)], _shop.CodeNotes.Select(note => (note.Act!.Value, note.Kind, note.By)));
        Assert.Equal(new CodeStatusChange(code.Text!, CodeStep.Stop), _shop.Gateway.Requests<CodeStatusChange>().Single());
        Assert.Same(counter, Done(await StopAsync(counter)));
        Assert.Single(_shop.Gateway.Requests<CodeStatusChange>());                                             // it is so already
        Done(await RestartAsync(counter));
        Assert.Equal((QrCodeStatus.Live, CodeStep.Restart), (code.Status, _shop.Gateway.Requests<CodeStatusChange>().Last().Step));
        Assert.Equal("confirmation_differs", Code(await RetireAsync(counter, "Back")));
        Assert.Equal("confirmation_differs", Code(await RetireAsync(counter, null)));
        Done(await RetireAsync(counter));
        Assert.Equal((QrCodeStatus.Deleted, CodeStep.Delete), (code.Status, _shop.Gateway.Requests<CodeStatusChange>().Last().Step));
        Assert.Equal("code_deleted", Code(await RestartAsync(counter)));
        Assert.Equal("not_found", Code(await new StopCode(_shop, _act).RunAsync(_shop.Owner, counter.Id, QrCodeId.New(), default)));
        Assert.Equal("not_found", Code(await new RetireCode(_shop, _act).RunAsync(_shop.Owner, CounterId.New(), code.Id, "Front", default)));
        Assert.Contains(Permission.RetireCode, _shop.Permitted);
    }

    [Fact]
    public async Task What_alipay_refuses_is_said_and_forgotten()
    {
        var counter = await ACounterAsync();
        _shop.Gateway.Change = new Changed.Refused("NO", GatewayAdvice.FixInput);
        Assert.Equal("gateway_refused", Code(await StopAsync(counter)));
        Assert.Equal((QrCodeStatus.Live, CodeAct.Stop, "NO", false), (counter.ActiveCode.Status, counter.ActiveCode.RefusedAct!.Value, counter.ActiveCode.RefusedWith, counter.ActiveCode.IsOpen));
        Assert.Equal((CodeNoteKind.Refused, "NO"), (_shop.CodeNotes[^1].Kind, _shop.CodeNotes[^1].Reason));
        Assert.Empty(_shop.Alarms);
        _shop.Gateway.Change = new Changed.Refused("ILLEGAL_SIGN", GatewayAdvice.Configuration);
        Assert.Equal("gateway_configuration", Code(await StopAsync(counter)));
        Assert.Equal((AlarmKind.GatewayConfiguration, "ILLEGAL_SIGN"), (_shop.Alarms.Single().Kind, _shop.Alarms.Single().Detail));
    }

    [Fact]
    public async Task What_alipay_does_not_answer_is_asked_again_and_what_was_overtaken_may_still_arrive()
    {
        var counter = await ACounterAsync();
        var code = counter.ActiveCode;
        _shop.Gateway.Change = new Changed.NotKnown("why", IsUntrusted: true);
        Assert.Equal("unknown:act_not_known", Code(await StopAsync(counter)));
        Assert.Equal((true, CodeAct.Stop, Now.AddSeconds(1), 1), (code.IsOpen, code.Wanted!.Value, code.DueAt!.Value, code.Attempts));
        Assert.Equal((AlarmKind.UntrustedAnswer, code.Id.ToString()), (_shop.Alarms.Single().Kind, _shop.Alarms.Single().About));
        Assert.Equal((CodeNoteKind.NotKnown, "why"), (_shop.CodeNotes[^1].Kind, _shop.CodeNotes[^1].Reason));
        Assert.Equal("act_pending", Code(await RestartAsync(counter)));
        Assert.Equal(2, _shop.CodeNotes.Count);
        Assert.Equal("unknown:act_not_known", Code(await StopAsync(counter)));
        _shop.Gateway.Change = new Changed.Refused("ILLEGAL_SIGN", GatewayAdvice.Configuration);
        await _act.RunAsync(await _shop.BeginAsync(_shop.Job, Permission.AskGateway, default), counter, code);
        Assert.Equal((true, Now.AddMinutes(5)), (code.IsOpen, code.DueAt!.Value));                            // refused unread: the one before may have worked
        _shop.Gateway.Change = new Changed.Done(new ChangedCode(code.Text!));
        await _act.RunAsync(await _shop.BeginAsync(_shop.Job, Permission.AskGateway, default), counter, code);
        Assert.Equal((QrCodeStatus.Stopped, false, Now, Now.AddMinutes(1)), (code.Status, code.IsOpen, code.WantedDoneAt!.Value, code.DueAt!.Value));
        await _act.RunAsync(await _shop.BeginAsync(_shop.Job, Permission.AskGateway, default), counter, code);
        Assert.Equal((null, null), (code.Wanted, code.DueAt));                                                // said once more, after the overtaken one
    }

    [Fact]
    public async Task A_counter_is_changed_and_alipay_is_told()
    {
        var counter = await ACounterAsync();
        await ACounterAsync("Back");
        Assert.Same(counter, Done(await _change.RunAsync(_shop.Owner, counter.Id, counter.ActiveCode.Id, "Terrace", " 5 Pier ", default)));
        Assert.Equal(("Terrace", "5 Pier", "Harbour Tea Terrace", "5 Pier"), (counter.Name, counter.Address, counter.ActiveCode.ToldName, counter.ActiveCode.ToldAddress));
        var told = _shop.Gateway.Requests<CodeModification>().Single();
        Assert.Equal((counter.ActiveCode.Text, "5 Pier", "Harbour Tea Terrace", counter.ActiveCode.NotifyUrl), (told.Text, told.Content.Address, told.Content.StoreName, told.Content.NotifyUrl));
        Assert.Equal("change_counter", _shop.Audits[^1].Act);
        Assert.Equal("name_taken", Code(await _change.RunAsync(_shop.Owner, counter.Id, counter.ActiveCode.Id, "back", null, default)));
        Assert.Equal("name_invalid", Code(await _change.RunAsync(_shop.Owner, counter.Id, counter.ActiveCode.Id, "", null, default)));
        Assert.Equal("address_invalid", Code(await _change.RunAsync(_shop.Owner, counter.Id, counter.ActiveCode.Id, "Terrace", new string('a', 257), default)));
        Assert.Equal("not_found", Code(await _change.RunAsync(_shop.Owner, CounterId.New(), counter.ActiveCode.Id, "Terrace", null, default)));
        Done(await _change.RunAsync(_shop.Owner, counter.Id, counter.ActiveCode.Id, "Terrace", " ", default));
        Assert.Null(counter.Address);
    }

    [Fact]
    public async Task Codes_that_report_elsewhere_are_moved()
    {
        var counter = await ACounterAsync();
        Assert.Equal(0, Done(await new MoveAddresses(_shop, _shop, _shop.Clock).RunAsync(_shop.Job, default)));
        _shop.Base = "https://new.example";
        Assert.Equal(1, Done(await new MoveAddresses(_shop, _shop, _shop.Clock).RunAsync(_shop.Job, default)));
        Assert.Equal((CodeAct.Change, $"https://new.example/alipay/notify/{counter.ActiveCode.AddressToken}", "address"), (counter.ActiveCode.Wanted!.Value, counter.ActiveCode.WantedAddress, _shop.CodeNotes[^1].Reason));
        Assert.Equal(Permission.ChangeAddress, _shop.Permitted[^1]);
        Done(await new MoveAddress(_shop, _shop, _act).RunAsync(_shop.Owner, counter.Id, counter.ActiveCode.Id, default));
        Assert.Equal($"https://new.example/alipay/notify/{counter.ActiveCode.AddressToken}", counter.ActiveCode.NotifyUrl);
        Assert.Equal("not_found", Code(await new MoveAddress(_shop, _shop, _act).RunAsync(_shop.Owner, CounterId.New(), counter.ActiveCode.Id, default)));
    }

    [Theory]
    [InlineData(StickerProblem.Tampered, true)]
    [InlineData(StickerProblem.Lost, false)]
    public async Task A_sticker_is_replaced_and_the_old_code_stopped(StickerProblem problem, bool suspects)
    {
        var counter = await ACounterAsync();
        var old = counter.ActiveCode;
        _shop.Clock.Advance(TimeSpan.FromHours(1));
        _shop.Gateway.Create = new Created.Done(new CreatedCode("https://qr.alipay.com/bax2"));
        Assert.Same(counter, Done(await _replace.RunAsync(_shop.Owner, counter.Id, old.Id, problem, Now.AddMinutes(-10), default)));
        Assert.Equal((QrCodeStatus.Stopped, false, Now), (old.Status, old.IsActive, old.ReplacedAt!.Value));
        Assert.Equal((QrCodeStatus.Live, old.Id, "https://qr.alipay.com/bax2", 2), (counter.ActiveCode.Status, counter.ActiveCode.ReplacesId!.Value, counter.ActiveCode.Text, counter.Codes.Count));
        Assert.Equal<(DateTimeOffset?, DateTimeOffset?)>(suspects ? (Now.AddMinutes(-10), Now) : (null, null), (old.SuspectFrom, old.SuspectUntil));
        Assert.Equal(suspects ? [(AlarmKind.TamperedSticker, old.Id.ToString(), "Front")] : [], _shop.Alarms.Select(alarm => (alarm.Kind, alarm.About, alarm.Detail)));
        Assert.Equal(problem.ToString(), _shop.Audits[^1].After["problem"]);
        Assert.Contains(_shop.CodeNotes, note => note.Kind == CodeNoteKind.Replaced && note.Reason == problem.ToString() && note.Act is null);
        Assert.Equal("code_replaced", Code(await _replace.RunAsync(_shop.Owner, counter.Id, old.Id, problem, null, default)));
        Assert.Equal("code_replaced", Code(await RestartAsync(counter, old)));
    }

    [Fact]
    public async Task What_cannot_be_replaced()
    {
        var counter = await ACounterAsync();
        var code = counter.ActiveCode;
        Assert.Equal("since_invalid", Code(await _replace.RunAsync(_shop.Owner, counter.Id, code.Id, StickerProblem.Tampered, Now.AddTicks(1), default)));
        Assert.Equal("not_found", Code(await _replace.RunAsync(_shop.Owner, counter.Id, QrCodeId.New(), StickerProblem.Lost, null, default)));
        _shop.Base = null;
        Assert.Equal("no_public_address", Code(await _replace.RunAsync(_shop.Owner, counter.Id, code.Id, StickerProblem.Lost, null, default)));
        _shop.Gateway.Change = new Changed.NotKnown("time_out");
        await RetireAsync(counter);
        Assert.Equal("act_pending", Code(await _replace.RunAsync(_shop.Owner, counter.Id, code.Id, StickerProblem.Lost, null, default)));
        Assert.True(_shop.Tenant.TryChangeStatus(TenantStatus.CodesStopped, "why", Now));
        Assert.Equal("codes_stopped", Code(await _replace.RunAsync(_shop.Owner, counter.Id, code.Id, StickerProblem.Lost, null, default)));
        Assert.Equal("codes_stopped", Code(await RestartAsync(counter)));
    }

    [Fact]
    public async Task A_new_code_that_is_an_old_one_failed_and_gets_another_store()
    {
        var counter = await ACounterAsync();
        Done(await _replace.RunAsync(_shop.Owner, counter.Id, counter.ActiveCode.Id, StickerProblem.Damaged, null, default));
        var code = counter.ActiveCode;
        Assert.Equal((QrCodeStatus.Failed, QrCode.OldCodeReturned), (code.Status, code.RefusedWith));
        var store = code.StoreId;
        _shop.Gateway.Create = new Created.Done(new CreatedCode("https://qr.alipay.com/bax2"));
        Done(await _create.RetryAsync(_shop.Owner, counter.Id, default));
        Assert.NotEqual(store, code.StoreId);
        Assert.Equal(QrCodeStatus.Live, code.Status);
    }

    [Fact]
    public async Task A_job_asks_under_its_claim()
    {
        _shop.Gateway.Create = new Created.NotKnown("time_out");
        var counter = await ACounterAsync();
        _shop.Gateway.Create = new Created.Done(new CreatedCode("https://qr.alipay.com/bax1"));
        _shop.Clock.Advance(TimeSpan.FromSeconds(1));
        var lease = counter.ActiveCode.TakeLease(Now, s_lease);
        await _ask.RunAsync(await _shop.BeginAsync(_shop.Job, Permission.AskGateway, default), counter, Caller.Job, lease);
        Assert.Equal((QrCodeStatus.Live, lease.Token, Now, Caller.Job), (counter.ActiveCode.Status, counter.ActiveCode.LeaseToken, counter.ActiveCode.SentAt!.Value, _shop.Gateway.Asked[^1].Caller));
        _shop.StaleCommits = 1;
        var asked = _shop.Gateway.Asked.Count;
        await _ask.RunAsync(await _shop.BeginAsync(_shop.Job, Permission.AskGateway, default), counter, Caller.Job, lease);
        Assert.Equal(asked, _shop.Gateway.Asked.Count);                                                        // another hand is asking
    }
}
