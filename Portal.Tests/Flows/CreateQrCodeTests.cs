using Microsoft.EntityFrameworkCore;
using Portal.Domain.Alarms;
using Portal.Domain.Counters;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Flows;

public sealed class CreateQrCodeTests : IAsyncLifetime
{
    private GatewayStand _stand = default!;

    public async ValueTask InitializeAsync()
    {
        _stand = await GatewayStand.StartAsync();
        _stand.Gateway.Answers(AnswerText.Code(_stand.Alipay, "https://qr.alipay.com/bax1"));
    }

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    private Task<Outcome<Counter>> CreateAsync(string? name = "Front", string? key = "k1", Actor? actor = null) =>
        _stand.Portal.Get<CreateQrCode>().RunAsync(actor ?? _stand.Shop.Owner, name, key, default);

    private long Count(string table) => _stand.Portal.Files.Count(table);

    private async Task<AlarmKind[]> AlarmsAsync()
    {
        await using var context = _stand.Portal.Database.Open(_stand.Shop.Id);
        return await context.Alarms.Select(alarm => alarm.Kind).ToArrayAsync();
    }

    [Fact]
    public async Task A_counter_is_live_with_the_text_that_alipay_gave()
    {
        var counter = TestPortal.Done(await CreateAsync());
        var stored = await _stand.Portal.CounterAsync(_stand.Shop, counter.Id);
        Assert.Equal((QrCodeStatus.Live, "https://qr.alipay.com/bax1", "Front"), (stored.ActiveCode.Status, stored.ActiveCode.Text, stored.Name));
        var request = Assert.Single(_stand.Gateway.Received);
        Assert.Equal($"{TestPortal.PublicBase}/alipay/notify/{stored.ActiveCode.AddressToken}", request.Parameters["notify_url"]);
        Assert.Contains($"\"store_id\":\"{stored.ActiveCode.StoreId}\"", request.Parameters["biz_data"], StringComparison.Ordinal);
        Assert.Contains($"\"code\":\"{stored.ActiveCode.Passback}\"", request.Parameters["biz_data"], StringComparison.Ordinal);
        Assert.Equal(0, await _stand.Portal.RunDueAsync(_stand.Shop));
    }

    [Fact]
    public async Task A_refusal_is_shown_alarmed_and_may_be_asked_again_by_a_person()
    {
        _stand.Gateway.Answers(AnswerText.Refusal("ILLEGAL_SIGN"));
        var counter = TestPortal.Done(await CreateAsync());
        Assert.Equal((QrCodeStatus.Failed, "ILLEGAL_SIGN"), (counter.ActiveCode.Status, counter.ActiveCode.RefusedWith));
        Assert.Equal([AlarmKind.GatewayConfiguration], await AlarmsAsync());
        _stand.Portal.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await _stand.Portal.RunDueAsync(_stand.Shop));                     // no job repeats what was refused
        _stand.Gateway.Answers(AnswerText.Code(_stand.Alipay));
        var again = TestPortal.Done(await _stand.Portal.Get<CreateQrCode>().RetryAsync(_stand.Shop.Owner, counter.Id, default));
        Assert.Equal((QrCodeStatus.Live, counter.ActiveCode.StoreId), (again.ActiveCode.Status, again.ActiveCode.StoreId));
    }

    [Fact]
    public async Task An_answer_that_is_not_known_and_a_retry_give_one_counter_and_one_code()
    {
        _stand.Gateway.Reply = Replies.Cut;
        var counter = TestPortal.Done(await CreateAsync());
        Assert.Equal(QrCodeStatus.Creating, counter.ActiveCode.Status);
        Assert.Equal(counter.Id, TestPortal.Done(await CreateAsync()).Id);                 // the person clicks again
        _stand.Gateway.Answers(AnswerText.Code(_stand.Alipay, "https://qr.alipay.com/bax1"));
        Assert.Equal(0, await _stand.Portal.RunDueAsync(_stand.Shop));
        _stand.Portal.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await _stand.Portal.RunDueAsync(_stand.Shop));
        Assert.Equal(QrCodeStatus.Live, (await _stand.Portal.CounterAsync(_stand.Shop, counter.Id)).ActiveCode.Status);
        Assert.Equal((1L, 1L), (Count("Counters"), Count("QrCodes")));
        Assert.Equal(2, _stand.Gateway.Received.Count);
        Assert.Equal(_stand.Gateway.Received[0].Parameters["biz_data"], _stand.Gateway.Received[1].Parameters["biz_data"]);
        Assert.Equal(_stand.Gateway.Received[0].Parameters["notify_url"], _stand.Gateway.Received[1].Parameters["notify_url"]);
    }

    [Fact]
    public async Task A_portal_that_died_before_asking_asks_when_it_is_back()
    {
        var counter = Counter.Register(_stand.Shop.Id, CounterName.TryRead("Front", out var name) ? name : throw new InvalidOperationException("Not a name."), "k1", _stand.Portal.Clock.GetUtcNow());
        await using (var work = await _stand.Portal.Get<IPortalWorkFactory>().BeginAsync(_stand.Shop.Owner, Permission.ManageCounters, default))
        {
            work.Counters.Add(counter);
            Assert.Null(await work.CommitAsync(default));
        }
        await using var restarted = await TestPortal.StartAsync(beside: _stand.Portal);
        Assert.Equal(1, await restarted.RunDueAsync(_stand.Shop));
        Assert.Equal(QrCodeStatus.Live, (await restarted.CounterAsync(_stand.Shop, counter.Id)).ActiveCode.Status);
    }

    [Fact]
    public async Task The_same_key_answers_the_same_counter_without_asking_again()
    {
        var first = TestPortal.Done(await CreateAsync());
        Assert.Equal(first.Id, TestPortal.Done(await CreateAsync()).Id);
        Assert.Single(_stand.Gateway.Received);
    }

    [Fact]
    public async Task The_same_key_for_another_name_is_refused()
    {
        await CreateAsync();
        Assert.Equal("key_reused", (await CreateAsync("Bar")).ErrorCode());
        Assert.Equal(1L, Count("Counters"));
    }

    [Theory]
    [InlineData("Front")]
    [InlineData("FRONT")]
    [InlineData("ｆront")]
    public async Task A_name_is_taken_whatever_its_case_or_width(string name)
    {
        await CreateAsync();
        Assert.Equal(new Outcome<Counter>.Refused(CounterErrors.NameTaken), await CreateAsync(name, "k2"));
        var other = await _stand.Portal.AShopAsync("Other", gateway: _stand.Gateway.Address);
        TestPortal.Done(await CreateAsync(name, "k2", other.Owner));                       // but not for another tenant
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("123456789012345678901234567890123")]
    [InlineData("Bar \"1\"")]
    [InlineData("A|B")]
    [InlineData("A\u0007B")]
    [InlineData("<script>")]
    public async Task A_bad_name_is_refused_and_leaves_nothing(string? name)
    {
        Assert.Equal(new Outcome<Counter>.Refused(CounterErrors.NameInvalid), await CreateAsync(name));
        Assert.Equal((0L, 0L), (Count("Counters"), Count("QrCodes")));
        Assert.Empty(_stand.Gateway.Received);
    }

    [Fact]
    public async Task A_key_needs_1_to_64_characters()
    {
        Assert.IsType<Outcome<Counter>.Refused>(await CreateAsync(key: ""));
        Assert.IsType<Outcome<Counter>.Refused>(await CreateAsync(key: new string('k', 65)));
        TestPortal.Done(await CreateAsync(key: new string('k', 64)));
    }

    [Fact]
    [Trait("Row", "G-15")]
    public async Task Ten_clicks_at_once_are_one_counter_with_one_code()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => CreateAsync())));
        Assert.Single(outcomes.Select(outcome => TestPortal.Done(outcome).Id).Distinct());
        Assert.Equal((1L, 1L), (Count("Counters"), Count("QrCodes")));
        Assert.Single(_stand.Gateway.Received);
    }

    [Fact]
    public async Task Two_people_at_once_with_one_name_are_one_counter_and_one_no()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => CreateAsync(key: $"k{i}"))));
        Assert.Single(outcomes.OfType<Outcome<Counter>.Done>());
        Assert.All(outcomes.OfType<Outcome<Counter>.Refused>(), no => Assert.Equal(CounterErrors.NameTaken, no.Error));
        Assert.Equal(1L, Count("Counters"));
    }

    [Fact]
    public async Task Only_members_with_the_permission_may()
    {
        var stranger = await _stand.Portal.AShopAsync("Stranger");
        var cashier = await _stand.Portal.APersonAsync(_stand.Shop.Id, Role.Cashier);
        foreach (var (actor, code) in new[]
        {
            (cashier, "forbidden"),
            (stranger.Owner with { Tenant = _stand.Shop.Id }, "not_found"),
            (Actor.Job(_stand.Shop.Id), "forbidden"),
        })
        {
            Assert.Equal(code, (await Assert.ThrowsAsync<AccessDeniedException>(() => CreateAsync(actor: actor))).Error.Code);
        }
        Assert.Equal(0L, Count("Counters"));
    }
}
