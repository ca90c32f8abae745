using Portal.Domain.Alarms;
using Portal.Domain.Counters;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.TestKit;
using static Portal.Domain.Counters.QrCodeStatus;

namespace Portal.Tests.Flows;

/// <summary>Stop, restart, retire: the wish is on disk before Alipay is asked, and only its signed answer moves the code.</summary>
public sealed class CodeActsTests : IAsyncLifetime
{
    private CodeStand _stand = default!;

    public async ValueTask InitializeAsync() => _stand = await CodeStand.StartAsync();

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Fact]
    public async Task A_code_is_stopped_restarted_and_retired_as_alipay_says()
    {
        Assert.Equal(Stopped, TestPortal.Done(await _stand.StopAsync()).ActiveCode.Status);
        Assert.Equal(Live, TestPortal.Done(await _stand.RestartAsync()).ActiveCode.Status);
        Assert.Equal(Deleted, TestPortal.Done(await _stand.RetireAsync(" front ")).ActiveCode.Status);
        Assert.Equal(["STOP", "RESTART", "DELETE"], _stand.Asked());
        Assert.All(_stand.Gateway.Received, request => Assert.Equal((CodeStand.Status, true), (request.Service, request.IsSignedFor(_stand.Shop.Alipay))));
        Assert.Equal(0, await _stand.LaterAsync(TimeSpan.FromDays(1)));
        Assert.Equal(6, (await _stand.HistoryAsync()).Notes.Count);
    }

    [Fact]
    public async Task Stopping_what_is_stopped_asks_nothing()
    {
        await _stand.StopAsync();
        TestPortal.Done(await _stand.StopAsync());
        Assert.Equal(["STOP"], _stand.Asked());
    }

    [Fact]
    [Trait("Row", "Trap-41")]
    public async Task The_wish_is_on_disk_before_alipay_is_asked()
    {
        (CodeAct? Wanted, QrCodeStatus Status, bool IsDue) seen = default;
        _stand.Gateway.Reply = async (request, http) =>
        {
            var code = await _stand.CodeAsync();
            seen = (code.Wanted, code.Status, code.DueAt is not null);
            await Replies.Xml(AnswerText.Code(_stand.Shop.Alipay, request.Parameters["qrcode"]))(request, http);
        };
        await _stand.StopAsync();
        Assert.Equal((CodeAct.Stop, Live, true), seen);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("500")]
    [InlineData("no-sign")]
    [InlineData("other-code")]
    [InlineData("SYSTEM_ERROR")]
    public async Task An_answer_that_does_not_count_leaves_it_not_known_and_a_job_asks_until_it_does(string how)
    {
        _stand.Gateway.Reply = how switch
        {
            "cut" => Replies.Cut,
            "500" => Replies.Status(500),
            "no-sign" => Replies.Xml(AnswerText.Document([("qrcode", (await _stand.CodeAsync()).Text!)], null, null)),
            "other-code" => Replies.Xml(AnswerText.Code(_stand.Shop.Alipay, "https://qr.alipay.com/baxother")),
            _ => Replies.Xml(AnswerText.Refusal(how)),
        };
        Assert.Equal(new Outcome<Counter>.Unknown(CodeErrors.NotKnownYet), await _stand.StopAsync());
        var open = await _stand.CodeAsync();
        Assert.Equal((Live, CodeAct.Stop, true), (open.Status, open.Wanted, open.IsOpen));
        Assert.Equal(1, await _stand.LaterAsync(TimeSpan.FromSeconds(1)));
        Assert.Equal(Live, (await _stand.CodeAsync()).Status);                                   // no clock decides
        _stand.SaysYes();
        Assert.Equal(1, await _stand.LaterAsync(TimeSpan.FromSeconds(3)));
        var closed = await _stand.CodeAsync();
        Assert.Equal((Stopped, false), (closed.Status, closed.IsOpen));
        Assert.Equal(1, await _stand.LaterAsync(TimeSpan.FromMinutes(2)));                       // what had no answer may have come late: once more
        closed = await _stand.CodeAsync();
        Assert.Equal((Stopped, null, null), (closed.Status, closed.Wanted, closed.DueAt));
        Assert.Equal(["STOP", "STOP", "STOP", "STOP"], _stand.Asked());
        Assert.Equal(3, (await _stand.HistoryAsync()).Notes.Count);                              // asked, not known (once), done
    }

    [Fact]
    public async Task A_portal_that_died_after_writing_the_wish_carries_it_out_when_it_is_back()
    {
        _stand.Gateway.Reply = Replies.Cut;
        await _stand.StopAsync();
        _stand.SaysYes();
        _stand.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await using var restarted = await TestPortal.StartAsync(beside: _stand.Portal);
        Assert.Equal(1, await restarted.RunDueAsync(_stand.Shop));
        Assert.Equal(Stopped, (await _stand.CodeAsync()).Status);
    }

    [Fact]
    public async Task A_refusal_changes_nothing_is_said_and_not_repeated()
    {
        _stand.Gateway.Answers(AnswerText.Refusal("ILLEGAL_ARGUMENT"));
        var refused = Assert.IsType<Outcome<Counter>.Refused>(await _stand.StopAsync()).Error;
        Assert.Equal(("gateway_refused", "ILLEGAL_ARGUMENT"), (refused.Reason, refused.Figures!["gateway"]));
        var code = await _stand.CodeAsync();
        Assert.Equal((Live, null, CodeAct.Stop, "ILLEGAL_ARGUMENT"), (code.Status, code.Wanted, code.RefusedAct, code.RefusedWith));
        Assert.Equal(0, await _stand.LaterAsync(TimeSpan.FromDays(1)));
        Assert.Empty(await _stand.AlarmsAsync());
        _stand.SaysYes();
        Assert.Null(TestPortal.Done(await _stand.StopAsync()).ActiveCode.RefusedWith);
    }

    [Fact]
    public async Task A_refusal_of_our_keys_raises_an_alarm()
    {
        _stand.Gateway.Answers(AnswerText.Refusal("ILLEGAL_SIGN"));
        Assert.Equal("gateway_configuration", Assert.IsType<Outcome<Counter>.Refused>(await _stand.StopAsync()).Error.Reason);
        Assert.Equal([AlarmKind.GatewayConfiguration], await _stand.AlarmsAsync());
    }

    [Fact]
    public async Task While_a_restart_is_not_known_a_stop_goes_through_and_is_repeated_once_more()
    {
        await _stand.StopAsync();
        _stand.Gateway.Reply = Replies.Cut;
        await _stand.RestartAsync();
        _stand.SaysYes();
        Assert.Equal(Stopped, TestPortal.Done(await _stand.StopAsync()).ActiveCode.Status);
        Assert.Equal(0, await _stand.LaterAsync(TimeSpan.FromSeconds(59)));
        Assert.Equal(1, await _stand.LaterAsync(TimeSpan.FromSeconds(2)));                       // the restart could still have arrived
        Assert.Equal(["STOP", "RESTART", "STOP", "STOP"], _stand.Asked());
        Assert.Null((await _stand.CodeAsync()).Wanted);
    }

    [Fact]
    public async Task While_a_stop_is_not_known_a_restart_is_refused()
    {
        _stand.Gateway.Reply = Replies.Cut;
        await _stand.StopAsync();
        Assert.Equal(new Outcome<Counter>.Refused(CodeErrors.Pending), await _stand.RestartAsync());
    }

    [Fact]
    public async Task A_retired_code_is_retired_for_ever()
    {
        await _stand.RetireAsync();
        Assert.Equal(new Outcome<Counter>.Refused(CodeErrors.Deleted), await _stand.StopAsync());
        Assert.Equal(new Outcome<Counter>.Refused(CodeErrors.Deleted), await _stand.RestartAsync());
        Assert.Equal(new Outcome<Counter>.Refused(CodeErrors.Deleted), await _stand.ChangeAsync());
        Assert.Equal(new Outcome<Counter>.Refused(CodeErrors.Deleted), await _stand.ReplaceAsync());
        TestPortal.Done(await _stand.RetireAsync());
        Assert.Equal(["DELETE"], _stand.Asked());
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("Fron")]
    [InlineData("Front 2")]
    public async Task Retiring_needs_the_name_typed(string? typed)
    {
        Assert.Equal(new Outcome<Counter>.Refused(CodeErrors.ConfirmationDiffers), await _stand.RetireAsync(typed));
        Assert.Empty(_stand.Gateway.Received);
    }

    [Fact]
    public async Task Ten_presses_at_once_ask_alipay_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => _stand.StopAsync())));
        Assert.Equal(Stopped, (await _stand.CodeAsync()).Status);
        Assert.Equal(["STOP"], _stand.Asked());
    }

    [Theory]
    [InlineData(Role.Owner, true, true)]
    [InlineData(Role.Manager, true, true)]
    [InlineData(Role.Cashier, true, false)]
    [InlineData(Role.Accountant, false, false)]
    public async Task Each_role_may_what_the_roles_say(Role role, bool mayStop, bool mayTheRest)
    {
        var person = await _stand.PersonAsync(role);
        await MayAsync(mayStop, "stop_code", () => _stand.StopAsync(person));
        await MayAsync(mayTheRest, "restart_code", () => _stand.RestartAsync(person));
        await MayAsync(mayTheRest, "manage_counters", () => _stand.ChangeAsync(actor: person));
        await MayAsync(mayTheRest, "replace_code", () => _stand.ReplaceAsync(actor: person));
        await MayAsync(mayTheRest, "retire_code", () => _stand.RetireAsync(actor: person));
        await MayAsync(role == Role.Owner, "change_address", async () => await _stand.Portal.Get<MoveAddresses>().RunAsync(person, default));
    }

    [Fact]
    public async Task What_is_another_tenants_is_not_there()
    {
        var stranger = (await _stand.Portal.AShopAsync("Stranger", gateway: _stand.Gateway.Address)).Owner;
        foreach (var outcome in new[]
        {
            await _stand.StopAsync(stranger), await _stand.RestartAsync(stranger), await _stand.RetireAsync(actor: stranger), await _stand.ChangeAsync(actor: stranger), await _stand.ReplaceAsync(actor: stranger),
        })
        {
            Assert.Equal("not_found", outcome.ErrorCode());
        }
        Assert.Empty(_stand.Gateway.Received);
        Assert.Equal(Live, (await _stand.CodeAsync()).Status);
        var theirs = stranger with { Tenant = _stand.Shop.Id };
        Assert.Equal("not_found", (await Assert.ThrowsAsync<AccessDeniedException>(() => _stand.StopAsync(theirs))).Error.Code);
        Assert.Empty((await _stand.Portal.Get<ICounterQueries>().HistoryAsync(stranger, _stand.Id, null, default)).Codes);
    }

    /// <summary>The first stop may have been carried out; that a second one was refused unread says nothing of it.</summary>
    [Fact]
    public async Task A_refusal_of_the_keys_after_a_time_out_is_no_no()
    {
        _stand.Gateway.Reply = Replies.Status(500);
        Assert.IsType<Outcome<Counter>.Unknown>(await _stand.StopAsync());
        _stand.Gateway.Reply = Replies.Xml(AnswerText.Refusal("ILLEGAL_SIGN"));
        Assert.Equal(1, await _stand.LaterAsync(TimeSpan.FromSeconds(2)));
        var code = await _stand.CodeAsync();
        Assert.Equal((CodeAct.Stop, null), (code.Wanted, code.RefusedWith));
        Assert.Contains(AlarmKind.GatewayConfiguration, await _stand.AlarmsAsync());
        Assert.Equal(0, await _stand.LaterAsync(TimeSpan.FromMinutes(4)));                      // it does not loop
        _stand.SaysYes();
        Assert.Equal(1, await _stand.LaterAsync(TimeSpan.FromMinutes(2)));
        Assert.Equal(Stopped, (await _stand.CodeAsync()).Status);
    }

    private static async Task MayAsync(bool may, string permission, Func<Task> act)
    {
        if (may)
        {
            await act();
            return;
        }
        var denied = (await Assert.ThrowsAsync<AccessDeniedException>(act)).Error;
        Assert.Equal(("forbidden", permission), (denied.Code, denied.Figures!["permission"]));
    }
}
