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

/// <summary>What is claimed, kept and told while codes are made, acted on and replaced.</summary>
public sealed class CodeActTests
{
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(30);
    private readonly MemoryShop _shop = new();
    private readonly AskForCode _ask;
    private readonly ActOnCode _act;
    private readonly CreateQrCode _create;
    private readonly ChangeCode _change;
    private readonly ReplaceCode _replace;

    public CodeActTests()
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

    private Task<Outcome<Counter>> RetireAsync(Counter counter, string? typed = " front ") => new RetireCode(_shop, _act).RunAsync(_shop.Owner, counter.Id, counter.ActiveCode.Id, typed, default);

    [Fact]
    public async Task While_alipay_is_asked_for_an_act_the_code_is_claimed()
    {
        var counter = await ACounterAsync();
        var claimed = false;
        _shop.Gateway.Meanwhile = () => claimed = counter.ActiveCode.IsLeasedAt(Now.AddSeconds(30).AddTicks(-1)) && !counter.ActiveCode.IsLeasedAt(Now.AddSeconds(30));
        Done(await StopAsync(counter));
        Assert.True(claimed);
        Assert.Equal(["", ""], _shop.CodeNotes.Select(note => note.Reason));
        Assert.False(counter.ActiveCode.WantedTwice);
    }

    [Fact]
    public async Task An_act_that_somebody_asks_for_just_now_is_not_asked_for_twice()
    {
        var counter = await ACounterAsync();
        _shop.Gateway.Change = new Changed.NotKnown("time_out");
        await StopAsync(counter);
        counter.ActiveCode.TakeLease(Now, s_lease);
        Assert.Equal("unknown:act_not_known", Code(await StopAsync(counter)));
        Assert.Single(_shop.Gateway.Requests<CodeStatusChange>());
        _shop.Clock.Advance(s_lease);
        await StopAsync(counter);
        Assert.Equal(2, _shop.Gateway.Requests<CodeStatusChange>().Count());
        Assert.Equal(1, _shop.CodeNotes.Count(note => note.Kind == CodeNoteKind.NotKnown));
    }

    [Fact]
    public async Task Data_are_told_anew_though_they_are_told_already_and_each_time_as_they_are()
    {
        var counter = await ACounterAsync();
        _shop.Gateway.Change = new Changed.NotKnown("time_out");
        await _change.RunAsync(_shop.Owner, counter.Id, counter.ActiveCode.Id, "Terrace", null, default);
        await _change.RunAsync(_shop.Owner, counter.Id, counter.ActiveCode.Id, "Garden", null, default);
        Assert.Equal(["Harbour Tea Terrace", "Harbour Tea Garden"], _shop.Gateway.Requests<CodeModification>().Select(told => told.Content.StoreName));
    }

    [Fact]
    public async Task An_act_that_stays_open_for_a_day_is_asked_for_hourly()
    {
        var counter = await ACounterAsync();
        _shop.Gateway.Change = new Changed.NotKnown("time_out");
        await StopAsync(counter);
        _shop.Clock.Advance(TimeSpan.FromHours(24));
        await _act.RunAsync(await _shop.BeginAsync(_shop.Job, Permission.AskGateway, default), counter, counter.ActiveCode);
        Assert.Equal(Now.AddHours(1), counter.ActiveCode.DueAt);
    }

    [Fact]
    public async Task A_code_is_made_with_the_address_that_was_sent_first()
    {
        _shop.Gateway.Create = new Created.NotKnown("time_out");
        var counter = await ACounterAsync();
        var first = counter.ActiveCode.NotifyUrl;
        _shop.Base = "https://new.example";
        await _ask.RunAsync(await _shop.BeginAsync(_shop.Job, Permission.AskGateway, default), counter, Caller.Job, counter.ActiveCode.TakeLease(Now, s_lease));
        Assert.Equal([first, first], _shop.Gateway.Requests<CodeRequest>().Select(request => request.NotifyUrl));
        counter.ActiveCode.Fail("NO");
        Assert.Null(Code(await _create.RetryAsync(_shop.Owner, counter.Id, default)));
        Assert.Equal($"https://new.example/alipay/notify/{counter.ActiveCode.AddressToken}", _shop.Gateway.Requests<CodeRequest>().Last().NotifyUrl);
    }

    [Fact]
    public async Task What_a_refused_code_needs_before_it_is_asked_for_again()
    {
        _shop.Gateway.Create = new Created.Refused("NO", GatewayAdvice.FixInput);
        var counter = await ACounterAsync();
        _shop.Base = null;
        Assert.Equal("no_public_address", Code(await _create.RetryAsync(_shop.Owner, counter.Id, default)));
        _shop.Base = "https://pay.example";
        _shop.StaleCommits = 1;
        var lease = counter.ActiveCode.LeaseToken;
        Assert.Equal("stale", Code(await _create.RetryAsync(_shop.Owner, counter.Id, default)));
        Assert.Equal(lease + 1, counter.ActiveCode.LeaseToken);                                                // of two people who ask again at once, one is stale
    }

    [Theory]
    [InlineData("Front", null)]
    [InlineData("Back", "key_reused")]
    public async Task Of_two_requests_at_once_the_other_gets_what_the_first_one_made(string name, string? code)
    {
        _shop.StaleCommits = 1;
        Assert.Equal("name_taken", Code(await _create.RunAsync(_shop.Owner, "Front", "k", default)));
        Assert.True(CounterName.TryRead(name, out var read));
        var first = Counter.Register(_shop.Tenant.Id, read, "k", Now);
        var twice = new CreateQrCode(new MeanwhileFactory(_shop, () => _shop.Counters.Add(first)), _ask, _shop.Clock);
        _shop.StaleCommits = 1;
        var outcome = await twice.RunAsync(_shop.Owner, "Front", "k", default);
        Assert.Equal(code, Code(outcome));
        Assert.Equal(code is null, outcome is Outcome<Counter>.Done { Value: var counter } && counter == first);
    }

    [Fact]
    public void A_code_that_was_made_is_not_made_again()
    {
        Assert.True(CounterName.TryRead("Front", out var name));
        var code = Counter.Register(_shop.Tenant.Id, name, "k", Now).ActiveCode;
        code.GoLive("https://qr.alipay.com/bax1");
        Assert.Equal("A code that is Live cannot become Live.", Assert.Throws<InvalidOperationException>(() => code.GoLive("https://qr.alipay.com/bax1")).Message);
        Assert.StartsWith("C-", code.StoreId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-120, 0)]
    [InlineData(-30, -30)]
    [InlineData(0, 0)]
    public async Task A_suspect_time_lies_within_the_codes_own_and_ends_where_it_was_stopped(int sinceMinutes, int fromMinutes)
    {
        var made = Now;
        var counter = await ACounterAsync();
        var old = counter.ActiveCode;
        _shop.Clock.Advance(TimeSpan.FromHours(1));
        _shop.Gateway.Create = new Created.Done(new CreatedCode("https://qr.alipay.com/bax2"));
        Done(await _replace.RunAsync(_shop.Owner, counter.Id, old.Id, StickerProblem.Tampered, Now.AddMinutes(sinceMinutes), default));
        Assert.Equal((sinceMinutes < -60 ? made : Now.AddMinutes(fromMinutes), Now), (old.SuspectFrom!.Value, old.SuspectUntil!.Value));
    }

    [Fact]
    public async Task Nobody_pays_by_a_stopped_code_so_nothing_is_suspect_after_its_stop()
    {
        var counter = await ACounterAsync();
        var old = counter.ActiveCode;
        _shop.Clock.Advance(TimeSpan.FromHours(1));
        Done(await StopAsync(counter));
        var stopped = Now;
        _shop.Clock.Advance(TimeSpan.FromHours(1));
        _shop.Gateway.Create = new Created.Done(new CreatedCode("https://qr.alipay.com/bax2"));
        var asked = _shop.Gateway.Requests<CodeStatusChange>().Count();
        Done(await _replace.RunAsync(_shop.Owner, counter.Id, old.Id, StickerProblem.Tampered, Now.AddMinutes(-1), default));
        Assert.Equal((stopped, stopped), (old.SuspectFrom!.Value, old.SuspectUntil!.Value));
        Assert.Equal(asked, _shop.Gateway.Requests<CodeStatusChange>().Count());                               // it is stopped already
    }

    [Fact]
    public async Task Old_and_new_code_are_claimed_while_a_sticker_is_replaced()
    {
        var counter = await ACounterAsync();
        var old = counter.ActiveCode;
        var claimed = new List<(bool Old, bool New)>();
        _shop.Gateway.Create = new Created.Done(new CreatedCode("https://qr.alipay.com/bax2"));
        _shop.Gateway.Meanwhile = () => claimed.Add((old.IsLeasedAt(Now.AddSeconds(29)), counter.ActiveCode.IsLeasedAt(Now.AddSeconds(29))));
        Done(await _replace.RunAsync(_shop.Owner, counter.Id, old.Id, StickerProblem.Lost, Now, default));
        Assert.Equal([(true, true), (false, true)], claimed);
        Assert.Equal((CodeAct.Stop, CodeNoteKind.Asked, ""), _shop.CodeNotes[0] is var note ? (note.Act!.Value, note.Kind, note.Reason) : default);
        _shop.StaleCommits = 1;
        Assert.Equal("stale", Code(await _replace.RunAsync(_shop.Owner, counter.Id, counter.ActiveCode.Id, StickerProblem.Lost, null, default)));
    }

    [Fact]
    public async Task Only_live_and_stopped_codes_report_elsewhere()
    {
        var counter = await ACounterAsync();
        _shop.Base = null;
        Assert.False(((IPublicAddress)_shop).IsElsewhere(counter.ActiveCode));
        _shop.Base = "https://new.example";
        Assert.True(((IPublicAddress)_shop).IsElsewhere(counter.ActiveCode));
        var lease = counter.ActiveCode.LeaseToken;
        Assert.Equal(1, Done(await new MoveAddresses(_shop, _shop, _shop.Clock).RunAsync(_shop.Job, default)));
        Assert.Equal((lease + 1, false), (counter.ActiveCode.LeaseToken, counter.ActiveCode.IsLeasedAt(Now)));
        await RetireAsync(counter);
        Assert.Equal(0, Done(await new MoveAddresses(_shop, _shop, _shop.Clock).RunAsync(_shop.Job, default)));
    }

    /// <summary>Another hand commits between a flow's first piece of work and its second.</summary>
    private sealed class MeanwhileFactory(MemoryShop shop, Action meanwhile) : IPortalWorkFactory
    {
        private int _begun;

        public Task<IPortalWork> BeginAsync(Actor actor, Permission permission, CancellationToken ct)
        {
            if (_begun++ == 1)
            {
                meanwhile();
            }
            return shop.BeginAsync(actor, permission, ct);
        }
    }

    [Fact]
    public async Task A_stopped_code_keeps_its_address_and_a_moved_one_is_told_the_new_one()
    {
        var counter = await ACounterAsync();
        var first = counter.ActiveCode.NotifyUrl;
        Assert.NotNull(first);
        Done(await StopAsync(counter));
        Assert.Equal(first, counter.ActiveCode.NotifyUrl);
        _shop.Base = "https://new.example";
        Done(await new MoveAddress(_shop, _shop, _act).RunAsync(_shop.Owner, counter.Id, counter.ActiveCode.Id, default));
        Assert.Equal($"https://new.example/alipay/notify/{counter.ActiveCode.AddressToken}", _shop.Gateway.Requests<CodeModification>().Single().Content.NotifyUrl);
        _shop.Base = null;
        Done(await new MoveAddress(_shop, _shop, _act).RunAsync(_shop.Owner, counter.Id, counter.ActiveCode.Id, default));
        Assert.Equal(counter.ActiveCode.NotifyUrl, _shop.Gateway.Requests<CodeModification>().Last().Content.NotifyUrl);
    }

    [Fact]
    public async Task A_code_that_pays_again_is_suspect_until_now()
    {
        var counter = await ACounterAsync();
        var old = counter.ActiveCode;
        Done(await StopAsync(counter));
        Done(await new RestartCode(_shop, _act).RunAsync(_shop.Owner, counter.Id, old.Id, default));
        _shop.Clock.Advance(TimeSpan.FromHours(1));
        _shop.Gateway.Create = new Created.Done(new CreatedCode("https://qr.alipay.com/bax2"));
        Done(await _replace.RunAsync(_shop.Owner, counter.Id, old.Id, StickerProblem.Tampered, null, default));
        Assert.Equal((old.CreatedAt, Now), (old.SuspectFrom!.Value, old.SuspectUntil!.Value));
    }

    [Fact]
    public async Task A_code_that_is_gone_or_not_there_yet_is_not_replaced()
    {
        var gone = await ACounterAsync();
        Done(await RetireAsync(gone));
        Assert.Equal("code_deleted", Code(await _replace.RunAsync(_shop.Owner, gone.Id, gone.ActiveCode.Id, StickerProblem.Lost, null, default)));
        _shop.Gateway.Create = new Created.NotKnown("time_out");
        var young = await ACounterAsync("Back");
        Assert.Equal("code_not_made", Code(await _replace.RunAsync(_shop.Owner, young.Id, young.ActiveCode.Id, StickerProblem.Lost, null, default)));
    }
}
