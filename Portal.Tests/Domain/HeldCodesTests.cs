using Portal.Domain.Counters;
using Portal.Domain.Gateway;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.Domain.Memory;
using static Portal.Tests.Domain.Memory.MoneyFlows;
using Changed = Portal.Domain.Gateway.GatewayAnswer<Portal.Domain.Gateway.ChangedCode>;
using Created = Portal.Domain.Gateway.GatewayAnswer<Portal.Domain.Gateway.CreatedCode>;

namespace Portal.Tests.Domain;

/// <summary>Codes are stopped with their tenant and come back with it.</summary>
public sealed class HeldCodesTests
{
    private readonly MemoryShop _shop = new();
    private readonly MemoryPlatform _platform;
    private readonly AskForCode _ask;
    private readonly ActOnCode _act;

    public HeldCodesTests()
    {
        _platform = new MemoryPlatform(_shop);
        (_ask, _act) = (new AskForCode(_shop.Gateway, _shop, _shop.Clock, _shop), new ActOnCode(_shop.Gateway, _shop.Clock, _shop));
    }

    private DateTimeOffset Now => _shop.Clock.GetUtcNow();

    private IEnumerable<(CodeAct Act, CodeNoteKind Kind, string Reason)> Notes => _shop.CodeNotes.Select(note => (note.Act!.Value, note.Kind, note.Reason));

    [Fact]
    public async Task A_code_that_pays_is_stopped_with_its_tenant_and_restarted_with_it()
    {
        var counter = await ACounterAsync();
        var code = counter.ActiveCode;
        var lease = code.TakeLease(Now, TimeSpan.FromSeconds(30));
        _shop.Clock.Advance(TimeSpan.FromSeconds(1));
        await SuspendAsync();
        Assert.Equal((CodeAct.Stop, Now, Now, _platform.Admin.User, false), (code.Wanted!.Value, code.DueAt!.Value, code.HeldAt!.Value, code.WantedBy, code.IsLeasedAt(Now)));
        Assert.Equal(lease.Token + 1, code.LeaseToken);                                        // whoever asks just now is stale
        Assert.Equal([(CodeAct.Stop, CodeNoteKind.Asked, "")], Notes);
        await WorkAsync(counter);
        Assert.Equal((QrCodeStatus.Stopped, false), (code.Status, code.WantedTwice));
        await ResumeAsync();
        Assert.Equal((CodeAct.Restart, null), (code.Wanted!.Value, code.HeldAt));
        await WorkAsync(counter);
        Assert.Equal((QrCodeStatus.Live, null, null), (code.Status, code.Wanted, code.DueAt));
        Assert.Equal([(CodeAct.Stop, CodeNoteKind.Asked, ""), (CodeAct.Stop, CodeNoteKind.Done, ""), (CodeAct.Restart, CodeNoteKind.Asked, ""), (CodeAct.Restart, CodeNoteKind.Done, "")], Notes);
    }

    [Fact]
    public async Task A_code_that_its_people_stopped_stays_theirs()
    {
        var counter = await ACounterAsync();
        Done(await new StopCode(_shop, _act).RunAsync(_shop.Owner, counter.Id, counter.ActiveCode.Id, default));
        var before = _shop.CodeNotes.Count;
        await SuspendAsync();
        await ResumeAsync();
        Assert.Equal((QrCodeStatus.Stopped, null, null), (counter.ActiveCode.Status, counter.ActiveCode.HeldAt, counter.ActiveCode.Wanted));
        Assert.Equal(before, _shop.CodeNotes.Count);
    }

    [Fact]
    public async Task A_code_whose_people_are_stopping_it_stays_theirs_too()
    {
        var counter = await ACounterAsync();
        _shop.Gateway.Change = new Changed.NotKnown("time_out");
        await new StopCode(_shop, _act).RunAsync(_shop.Owner, counter.Id, counter.ActiveCode.Id, default);
        await SuspendAsync();
        Assert.Equal((CodeAct.Stop, null, _shop.Owner.User), (counter.ActiveCode.Wanted!.Value, counter.ActiveCode.HeldAt, counter.ActiveCode.WantedBy));
    }

    [Fact]
    public async Task A_tenant_that_is_back_before_its_codes_are_stopped_has_them_restarted_afterwards()
    {
        var counter = await ACounterAsync();
        var code = counter.ActiveCode;
        await SuspendAsync();
        await ResumeAsync();
        Assert.Equal((CodeAct.Stop, true), (code.Wanted!.Value, code.HeldAt is not null));     // the stop is on its way
        await WorkAsync(counter);
        Assert.Equal((QrCodeStatus.Stopped, CodeAct.Restart, null, null), (code.Status, code.Wanted!.Value, code.WantedBy, code.HeldAt));
        Assert.Equal((CodeAct.Restart, CodeNoteKind.Asked, ""), Notes.Last());
        await WorkAsync(counter);
        Assert.Equal(QrCodeStatus.Live, code.Status);
    }

    [Fact]
    public async Task A_code_that_is_being_made_is_stopped_as_soon_as_it_is_there()
    {
        _shop.Gateway.Create = new Created.NotKnown("time_out");
        var counter = await ACounterAsync();
        var code = counter.ActiveCode;
        await SuspendAsync();
        var since = Now;
        Assert.Equal((QrCodeStatus.Creating, since, null), (code.Status, code.HeldAt!.Value, code.Wanted));
        Assert.Empty(_shop.CodeNotes);
        _shop.Clock.Advance(TimeSpan.FromMinutes(1));
        _shop.Gateway.Create = new Created.Done(new CreatedCode("https://qr.alipay.com/bax7"));
        await _ask.RunAsync(await _shop.BeginAsync(_shop.Job, Permission.AskGateway, default), counter, Caller.Job, code.TakeLease(Now, TimeSpan.FromSeconds(30)));
        Assert.Equal((QrCodeStatus.Live, CodeAct.Stop, Now, since), (code.Status, code.Wanted!.Value, code.DueAt!.Value, code.HeldAt!.Value));
        Assert.Equal([(CodeAct.Stop, CodeNoteKind.Asked, "")], Notes);
        await WorkAsync(counter);
        Assert.Equal(QrCodeStatus.Stopped, code.Status);
    }

    [Fact]
    public async Task A_code_that_never_was_made_is_not_restarted()
    {
        _shop.Gateway.Create = new Created.NotKnown("time_out");
        var counter = await ACounterAsync();
        await SuspendAsync();
        await ResumeAsync();
        Assert.Equal((null, null, QrCodeStatus.Creating), (counter.ActiveCode.HeldAt, counter.ActiveCode.Wanted, counter.ActiveCode.Status));
        Assert.Empty(_shop.CodeNotes);
    }

    [Fact]
    public async Task A_restart_that_is_under_way_is_overtaken_by_the_stop()
    {
        var counter = await ACounterAsync();
        var code = counter.ActiveCode;
        Done(await new StopCode(_shop, _act).RunAsync(_shop.Owner, counter.Id, code.Id, default));
        _shop.Gateway.Change = new Changed.NotKnown("time_out");
        await new RestartCode(_shop, _act).RunAsync(_shop.Owner, counter.Id, code.Id, default);
        await SuspendAsync();
        Assert.Equal((CodeAct.Stop, true, Now), (code.Wanted!.Value, code.WantedTwice, code.HeldAt!.Value));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_code_whose_data_are_changing_is_held_where_it_pays(bool isStopped)
    {
        var counter = await ACounterAsync();
        var code = counter.ActiveCode;
        if (isStopped)
        {
            Done(await new StopCode(_shop, _act).RunAsync(_shop.Owner, counter.Id, code.Id, default));
        }
        _shop.Gateway.Change = new Changed.NotKnown("time_out");
        await new ChangeCode(_shop, _act).RunAsync(_shop.Owner, counter.Id, code.Id, "Terrace", null, default);
        await SuspendAsync();
        Assert.Equal(isStopped ? (CodeAct.Change, false) : (CodeAct.Stop, true), (code.Wanted!.Value, code.HeldAt is not null));
    }

    private async Task<Counter> ACounterAsync() => Done(await new CreateQrCode(_shop, _ask, _shop.Clock).RunAsync(_shop.Owner, "Front", "k", default));

    private async Task SuspendAsync() => Done(await new SuspendTenant(_platform, _shop.Clock).RunAsync(_platform.Admin, _shop.Tenant.Id, codes: true, "why", default));

    private async Task ResumeAsync() => Done(await new ResumeTenant(_platform, _shop.Clock).RunAsync(_platform.Admin, _shop.Tenant.Id, default));

    /// <summary>The job asks what is on record.</summary>
    private async Task WorkAsync(Counter counter) => await _act.RunAsync(await _shop.BeginAsync(_shop.Job, Permission.AskGateway, default), counter, counter.ActiveCode);
}
