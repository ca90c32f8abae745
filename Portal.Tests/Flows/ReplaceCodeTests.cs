using Portal.Domain.Alarms;
using Portal.Domain.Counters;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Tests.TestKit;
using static Portal.Domain.Counters.QrCodeStatus;

namespace Portal.Tests.Flows;

/// <summary>A tampered sticker: the old code stops, a new one with a store of its own takes its place, nothing of the old one is lost.</summary>
public sealed class ReplaceCodeTests : IAsyncLifetime
{
    private CodeStand _stand = default!;

    public async ValueTask InitializeAsync() => _stand = await CodeStand.StartAsync();

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Fact]
    [Trait("Row", "Trap-42")]
    public async Task The_old_code_stops_and_a_new_store_gets_a_new_code()
    {
        var before = await _stand.CodeAsync();
        var counter = TestPortal.Done(await _stand.ReplaceAsync());
        var (old, active) = (counter.FindCode(_stand.Code)!, counter.ActiveCode);
        Assert.Equal((Stopped, false, Live, old.Id), (old.Status, old.IsActive, active.Status, active.ReplacesId));
        Assert.NotEqual((old.StoreId, old.AddressToken, old.Passback), (active.StoreId, active.AddressToken, active.Passback));
        Assert.Equal((before.StoreId, before.AddressToken, before.Text), (old.StoreId, old.AddressToken, old.Text));
        Assert.Equal(["STOP", CodeStand.Create], _stand.Asked());
        Assert.Contains($"\"store_id\":\"{active.StoreId}\"", _stand.Gateway.Received[1].Parameters["biz_data"], StringComparison.Ordinal);
        Assert.Equal([AlarmKind.TamperedSticker], await _stand.AlarmsAsync());
        Assert.Equal(2, (await _stand.HistoryAsync()).Codes.Count);
    }

    [Fact]
    public async Task The_suspicious_time_goes_from_what_the_person_says_to_the_stop()
    {
        _stand.Portal.Clock.Advance(TimeSpan.FromHours(5));
        await _stand.StopAsync();
        var stoppedAt = _stand.Portal.Clock.GetUtcNow();
        _stand.Portal.Clock.Advance(TimeSpan.FromMinutes(10));
        await _stand.ReplaceAsync(since: stoppedAt.AddHours(-2));
        Assert.Equal([new SuspectWindow(stoppedAt.AddHours(-2), stoppedAt)], (await _stand.HistoryAsync()).Windows);
        Assert.Equal(["STOP", CodeStand.Create], _stand.Asked());
    }

    [Fact]
    public async Task The_suspicious_time_never_reaches_before_the_code_nor_into_the_future()
    {
        var made = (await _stand.CodeAsync()).CreatedAt;
        _stand.Portal.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(new Outcome<Counter>.Refused(CodeErrors.SinceInvalid), await _stand.ReplaceAsync(since: _stand.Portal.Clock.GetUtcNow().AddMinutes(1)));
        await _stand.ReplaceAsync(since: made.AddDays(-1));
        Assert.Equal([new SuspectWindow(made, _stand.Portal.Clock.GetUtcNow())], (await _stand.HistoryAsync()).Windows);
    }

    [Fact]
    public async Task A_lost_sticker_is_replaced_without_suspicion_or_alarm()
    {
        await _stand.ReplaceAsync(StickerProblem.Lost);
        Assert.Empty((await _stand.HistoryAsync()).Windows);
        Assert.Empty(await _stand.AlarmsAsync());
    }

    [Fact]
    public async Task Payments_to_the_old_code_are_booked_to_the_same_counter()
    {
        var before = await _stand.CounterAsync();
        await _stand.ReplaceAsync();
        var payment = await _stand.Portal.APaymentAsync(_stand.Shop, before);
        Assert.Equal((_stand.Id, _stand.Code), (payment.CounterId, payment.QrCodeId));
        Assert.Equal([0, 1], (await _stand.HistoryAsync()).Codes.Select(code => code.Payments));
    }

    [Fact]
    public async Task What_alipay_leaves_open_both_codes_are_asked_for_until_it_answers()
    {
        _stand.Gateway.Reply = Replies.Cut;
        var counter = TestPortal.Done(await _stand.ReplaceAsync());
        Assert.Equal((Live, CodeAct.Stop, Creating), (counter.FindCode(_stand.Code)!.Status, counter.FindCode(_stand.Code)!.Wanted, counter.ActiveCode.Status));
        _stand.SaysYes();
        Assert.Equal(2, await _stand.LaterAsync(TimeSpan.FromSeconds(1)));
        var after = await _stand.CounterAsync();
        Assert.Equal((Stopped, Live), (after.FindCode(_stand.Code)!.Status, after.ActiveCode.Status));
    }

    [Fact]
    public async Task A_portal_that_died_before_asking_does_both_when_it_is_back()
    {
        await using (var work = await _stand.Portal.Get<IPortalWorkFactory>().BeginAsync(_stand.Shop.Owner, Permission.ReplaceCode, default))
        {
            var counter = (await work.Counters.FindAsync(_stand.Id, default))!;
            counter.FindCode(_stand.Code)!.Want(CodeAct.Stop, null, null, _stand.Portal.Clock.GetUtcNow());
            counter.Replace(null, _stand.Portal.Clock.GetUtcNow());
            Assert.Null(await work.CommitAsync(default));
        }
        await using var restarted = await TestPortal.StartAsync(beside: _stand.Portal);
        Assert.Equal(2, await restarted.RunDueAsync(_stand.Shop));
        var after = await _stand.CounterAsync();
        Assert.Equal((Stopped, Live), (after.FindCode(_stand.Code)!.Status, after.ActiveCode.Status));
    }

    [Fact]
    public async Task Two_people_at_once_make_one_new_code()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => _stand.ReplaceAsync())));
        Assert.Equal(2L, _stand.Portal.Files.Count("QrCodes"));
        Assert.Single(outcomes.OfType<Outcome<Counter>.Done>());
        Assert.All(outcomes.OfType<Outcome<Counter>.Refused>(), no => Assert.Equal("stale", no.Error.Code));
        Assert.Equal(new Outcome<Counter>.Refused(CodeErrors.Replaced), await _stand.ReplaceAsync());
    }

    [Fact]
    public async Task An_old_code_is_never_restarted_or_changed_but_may_be_retired()
    {
        await _stand.ReplaceAsync();
        Assert.Equal(new Outcome<Counter>.Refused(CodeErrors.Replaced), await _stand.RestartAsync());
        Assert.Equal(new Outcome<Counter>.Refused(CodeErrors.Replaced), await _stand.ChangeAsync());
        TestPortal.Done(await _stand.RetireAsync());
        Assert.Equal(Deleted, (await _stand.CodeAsync()).Status);
        Assert.Equal(Live, (await _stand.CounterAsync()).ActiveCode.Status);
    }

    [Fact]
    public async Task A_new_store_that_is_answered_with_the_old_code_gives_no_code_and_asks_with_another_store()
    {
        var old = (await _stand.CodeAsync()).Text!;
        _stand.Gateway.Reply = Replies.Xml(AnswerText.Code(_stand.Shop.Alipay, old));
        var failed = TestPortal.Done(await _stand.ReplaceAsync()).ActiveCode;
        Assert.Equal((Failed, QrCode.OldCodeReturned, null), (failed.Status, failed.RefusedWith, failed.Text));
        _stand.SaysYes();
        var again = TestPortal.Done(await _stand.Portal.Get<CreateQrCode>().RetryAsync(_stand.Shop.Owner, _stand.Id, default)).ActiveCode;
        Assert.Equal(Live, again.Status);
        Assert.NotEqual(failed.StoreId, again.StoreId);
    }

    [Fact]
    public async Task A_code_that_was_never_made_cannot_be_replaced()
    {
        _stand.Gateway.Reply = Replies.Cut;
        var next = TestPortal.Done(await _stand.ReplaceAsync()).ActiveCode;
        Assert.Equal(new Outcome<Counter>.Refused(CodeErrors.NotMade), await _stand.ReplaceAsync(code: next.Id));
    }
}
