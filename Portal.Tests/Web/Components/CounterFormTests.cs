using Bunit;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Counters;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.TestKit;
using Portal.Web.Composition;
using Portal.Web.Features.Counters;

namespace Portal.Tests.Web.Components;

/// <summary>The form with the real flow behind it: database, adapter, and a scripted gateway over HTTP.</summary>
public sealed class CounterFormTests : BunitContext, IAsyncLifetime
{
    private GatewayStand _stand = default!;
    private int _made;

    public async ValueTask InitializeAsync()
    {
        _stand = await GatewayStand.StartAsync();
        _stand.Gateway.Answers(AnswerText.Code(_stand.Alipay, "https://qr.alipay.com/bax1"));
        Services.AddLocalization();
        Services.AddSingleton(_stand.Portal.Get<CreateQrCode>());
        Services.AddSingleton<ICurrentActor>(new SignedIn(_stand.Shop.Owner));
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _stand.DisposeAsync();
    }

    [Fact]
    public async Task It_opens_with_the_suggested_name()
    {
        var form = await OpenAsync();
        Assert.Equal("Counter 1", form.Find("#counter-name").GetAttribute("value"));
        Assert.Contains(JSInterop.Invocations, call => call.Identifier == "portalSheet.open");
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a name that is longer than thirty-two characters")]
    [InlineData("a\"b")]
    [InlineData("a|b")]
    [InlineData("<b>bar</b>")]
    [InlineData("a\u0007b")]
    public async Task A_name_that_is_not_possible_is_said_beside_the_field_and_makes_nothing(string name)
    {
        var form = await OpenAsync();
        await CreateAsync(form, name);
        Assert.Contains("1 to 32 characters", form.Find(".field [role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("true", form.Find("#counter-name").GetAttribute("aria-invalid"));
        Assert.Equal((0, 0L), (_made, _stand.Portal.Files.Count("Counters")));
        Assert.Empty(_stand.Gateway.Received);
    }

    [Fact]
    public async Task A_good_name_makes_one_counter_and_closes_the_sheet()
    {
        var form = await OpenAsync();
        await CreateAsync(form, "Bar");
        Assert.Equal((1, 1L), (_made, _stand.Portal.Files.Count("Counters")));
        Assert.Contains(JSInterop.Invocations, call => call.Identifier == "portalSheet.close");
    }

    [Fact]
    public async Task Two_presses_make_one_counter()
    {
        var form = await OpenAsync();
        await form.Find("#counter-name").InputAsync("Bar");
        var presses = new[] { form.Find("form").SubmitAsync(), form.Find("form").SubmitAsync() };
        await Task.WhenAll(presses);
        Assert.Equal((1, 1L), (_made, _stand.Portal.Files.Count("Counters")));
        Assert.Single(_stand.Gateway.Received);
    }

    [Fact]
    public async Task A_taken_name_is_said_beside_the_field()
    {
        await _stand.Portal.ACounterAsync(_stand.Shop, "Bar");
        var form = await OpenAsync();
        await CreateAsync(form, "bar");
        Assert.Contains("already", form.Find(".field [role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal(1L, _stand.Portal.Files.Count("Counters"));
    }

    [Fact]
    public async Task What_was_mended_can_be_sent_again()
    {
        var form = await OpenAsync();
        await CreateAsync(form, "a|b");
        await CreateAsync(form, "Bar");
        Assert.Empty(form.FindAll("[role=alert]"));
        Assert.Equal(1, _made);
    }

    private async Task<IRenderedComponent<CounterForm>> OpenAsync()
    {
        var form = Render<CounterForm>(with => with
            .Add(component => component.Suggested, "Counter 1").Add(component => component.Currency, Currency.Of("HKD")).Add(component => component.OnMade, () => _made++));
        await form.InvokeAsync(form.Instance.OpenAsync);
        return form;
    }

    private static async Task CreateAsync(IRenderedComponent<CounterForm> form, string name)
    {
        await form.Find("#counter-name").InputAsync(name);
        await form.Find("form").SubmitAsync();
    }
}
