using Portal.Domain.Counters;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.TestKit;
using static Portal.Domain.Counters.QrCodeStatus;

namespace Portal.Tests.Flows;

/// <summary>Name, place and notification address are changed by modify; the print stays what it is.</summary>
public sealed class ChangeCodeTests : IAsyncLifetime
{
    private CodeStand _stand = default!;

    public async ValueTask InitializeAsync() => _stand = await CodeStand.StartAsync();

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Fact]
    [Trait("Row", "Trap-38")]
    public async Task A_new_name_and_place_are_told_by_modify_with_all_that_alipay_keeps()
    {
        var before = await _stand.CodeAsync();
        var counter = TestPortal.Done(await _stand.ChangeAsync("Terrace", "Pier 4, Central"));
        var request = Assert.Single(_stand.Gateway.Received);
        Assert.Equal((CodeStand.Modify, before.Text, before.NotifyUrl), (request.Service, request.Parameters["qrcode"], request.Parameters["notify_url"]));
        foreach (var part in new[] { "\"store_name\":\"Harbour Tea Terrace\"", "\"address\":\"Pier 4, Central\"", $"\"store_id\":\"{before.StoreId}\"", $"\"code\":\"{before.Passback}\"" })
        {
            Assert.Contains(part, request.Parameters["biz_data"], StringComparison.Ordinal);
        }
        Assert.Equal(("Terrace", "Pier 4, Central", "Harbour Tea Terrace", Live), (counter.Name, counter.Address, counter.ActiveCode.ToldName, counter.ActiveCode.Status));
        Assert.Equal(before.Text, counter.ActiveCode.Text);
    }

    [Fact]
    public async Task An_empty_place_is_the_shops_own_address()
    {
        await _stand.ChangeAsync(address: "Pier 4");
        Assert.Null(TestPortal.Done(await _stand.ChangeAsync(address: "  ")).Address);
        Assert.Contains("3 Star Ferry Pier", _stand.Gateway.Received[1].Parameters["biz_data"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_alipay_refuses_is_said_and_what_it_still_shows_stays_known()
    {
        await _stand.ChangeAsync("Terrace");
        _stand.Gateway.Answers(AnswerText.Refusal("EXIST_FORBIDDEN_WORD"));
        Assert.Equal("gateway_refused", Assert.IsType<Outcome<Counter>.Refused>(await _stand.ChangeAsync("Casino")).Error.Reason);
        var counter = await _stand.CounterAsync();
        Assert.Equal(("Casino", "Harbour Tea Terrace", CodeAct.Change), (counter.Name, counter.ActiveCode.ToldName, counter.ActiveCode.RefusedAct));
    }

    [Fact]
    public async Task A_change_that_overtakes_one_without_an_answer_is_told_once_more()
    {
        _stand.Gateway.Reply = Replies.Cut;
        await _stand.ChangeAsync("Terrace");
        _stand.SaysYes();
        await _stand.ChangeAsync("Balcony");
        Assert.Equal(1, await _stand.LaterAsync(TimeSpan.FromSeconds(61)));
        Assert.All(_stand.Gateway.Received.Skip(1), request => Assert.Contains("Balcony", request.Parameters["biz_data"], StringComparison.Ordinal));
        Assert.Equal((3, null), (_stand.Gateway.Received.Count, (await _stand.CodeAsync()).Wanted));
    }

    [Theory]
    [InlineData("", null, "name_invalid")]
    [InlineData("A|B", null, "name_invalid")]
    [InlineData("Bar", null, "name_taken")]
    [InlineData("Front", "Pier|4", "address_invalid")]
    [InlineData("Front", "Pier \"4\"", "address_invalid")]
    public async Task What_cannot_be_is_refused_and_alipay_not_asked(string name, string? address, string why)
    {
        await _stand.Portal.ACounterAsync(_stand.Shop, "Bar");
        var error = Assert.IsType<Outcome<Counter>.Refused>(await _stand.ChangeAsync(name, address)).Error;
        Assert.Equal(why, error.Reason ?? error.Code);
        Assert.Empty(_stand.Gateway.Received);
        Assert.Equal("Front", (await _stand.CounterAsync()).Name);
    }

    [Fact]
    public async Task A_code_that_is_reported_elsewhere_is_told_the_new_address_by_the_job()
    {
        _stand.Portal.Files.Sql("UPDATE QrCodes SET NotifyUrl = 'https://old.example/alipay/notify/' || AddressToken");
        var queries = _stand.Portal.Get<ICounterQueries>();
        Assert.Equal("Front", Assert.Single(await queries.ElsewhereAsync(_stand.Shop.Owner, default)).Name);
        Assert.Equal(1, TestPortal.Done(await _stand.Portal.Get<MoveAddresses>().RunAsync(_stand.Shop.Owner, default)));
        Assert.True(Assert.Single(await queries.ElsewhereAsync(_stand.Shop.Owner, default)).IsBeingTold);
        Assert.Equal(1, await _stand.LaterAsync(TimeSpan.FromSeconds(1)));
        var code = await _stand.CodeAsync();
        Assert.Equal($"{TestPortal.PublicBase}/alipay/notify/{code.AddressToken}", code.NotifyUrl);
        Assert.Equal(code.NotifyUrl, Assert.Single(_stand.Gateway.Received).Parameters["notify_url"]);
        Assert.Empty(await queries.ElsewhereAsync(_stand.Shop.Owner, default));
        Assert.Equal(0, TestPortal.Done(await _stand.Portal.Get<MoveAddresses>().RunAsync(Actor.Job(_stand.Shop.Id), default)));
    }

    [Fact]
    public async Task One_code_is_told_the_portals_own_address_by_its_owner_and_by_nobody_else()
    {
        _stand.Portal.Files.Sql("UPDATE QrCodes SET NotifyUrl = 'https://old.example/alipay/notify/' || AddressToken");
        var (flow, code) = (_stand.Portal.Get<MoveAddress>(), await _stand.CodeAsync());
        var stranger = (await _stand.Portal.AShopAsync("Stranger", gateway: _stand.Gateway.Address)).Owner;
        Assert.Equal("not_found", (await flow.RunAsync(stranger, _stand.Id, code.Id, default)).ErrorCode());
        var cashier = await _stand.PersonAsync(Role.Cashier);
        Assert.Equal("forbidden", (await Assert.ThrowsAsync<AccessDeniedException>(() => flow.RunAsync(cashier, _stand.Id, code.Id, default))).Error.Code);
        Assert.Empty(_stand.Gateway.Received);
        TestPortal.Done(await flow.RunAsync(_stand.Shop.Owner, _stand.Id, code.Id, default));
        Assert.Equal($"{TestPortal.PublicBase}/alipay/notify/{code.AddressToken}", Assert.Single(_stand.Gateway.Received).Parameters["notify_url"]);
        Assert.Equal($"{TestPortal.PublicBase}/alipay/notify/{code.AddressToken}", (await _stand.CodeAsync()).NotifyUrl);
    }

    [Fact]
    public async Task A_new_name_does_not_undo_a_move_that_is_still_open()
    {
        _stand.Portal.Files.Sql("UPDATE QrCodes SET NotifyUrl = 'https://old.example/alipay/notify/' || AddressToken");
        var code = await _stand.CodeAsync();
        _stand.Gateway.Reply = Replies.Status(500);
        Assert.IsType<Outcome<Counter>.Unknown>(await _stand.Portal.Get<MoveAddress>().RunAsync(_stand.Shop.Owner, _stand.Id, code.Id, default));
        _stand.SaysYes();
        TestPortal.Done(await _stand.ChangeAsync("Upper deck"));
        Assert.All(_stand.Gateway.Received, request => Assert.Equal($"{TestPortal.PublicBase}/alipay/notify/{code.AddressToken}", request.Parameters["notify_url"]));
        Assert.Equal($"{TestPortal.PublicBase}/alipay/notify/{code.AddressToken}", (await _stand.CodeAsync()).NotifyUrl);
    }

    [Fact]
    public async Task The_comparison_sees_neither_other_tenants_nor_old_codes()
    {
        await _stand.ReplaceAsync();
        _stand.Portal.Files.Sql("UPDATE QrCodes SET NotifyUrl = 'https://old.example/alipay/notify/' || AddressToken WHERE IsActive = 0");
        var stranger = await _stand.Portal.AShopAsync("Stranger");
        await _stand.Portal.ACounterAsync(stranger, "Theirs");
        _stand.Portal.Files.Sql("UPDATE QrCodes SET NotifyUrl = 'https://old.example/alipay/notify/' || AddressToken WHERE TenantId = @theirs", ("@theirs", stranger.Id.Value));
        Assert.Empty(await _stand.Portal.Get<ICounterQueries>().ElsewhereAsync(_stand.Shop.Owner, default));
        Assert.Equal(0, TestPortal.Done(await _stand.Portal.Get<MoveAddresses>().RunAsync(_stand.Shop.Owner, default)));
        Assert.Equal([stranger.Id], await _stand.Portal.Get<Portal.Infrastructure.Persistence.AcrossTenants>().TenantsWithCodesElsewhereAsync(TestPortal.PublicBase, default));
    }
}
