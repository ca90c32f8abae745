using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Audit;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Tests.Flows;
using Portal.Web.Components.Shared;
using Portal.Web.Composition;
using Portal.Web.Features.Audit;

namespace Portal.Tests.Web.Components;

/// <summary>The page with the real record behind it.</summary>
public sealed class AuditPageTests : BunitContext, IAsyncLifetime
{
    private CodeStand _stand = default!;

    public async ValueTask InitializeAsync()
    {
        _stand = await CodeStand.StartAsync();
        await _stand.StopAsync(_stand.Shop.Owner with { Address = "203.0.113.7" });
        Services.AddLocalization();
        Services.AddSingleton<TimeProvider>(_stand.Portal.Clock);
        Services.AddSingleton(_stand.Portal.Get<IAuditQueries>());
        Services.AddSingleton(_stand.Portal.Get<IPlatformAudit>());
        Services.AddSingleton<HandoverStore>();
        Services.AddSingleton<ICurrentActor>(new SignedIn(_stand.Shop.Owner));
        AddBunitPersistentComponentState();
        SetRendererInfo(new RendererInfo("Server", true));
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _stand.DisposeAsync();
    }

    [Fact]
    public void It_lists_the_newest_first_in_words()
    {
        var page = Open("audit");
        var rows = page.FindAll("[data-audit]");
        Assert.Equal(4, rows.Count);                                                    // the shop, the counter, the wish, Alipay's answer
        Assert.Equal(("4", "stop_code"), (rows[0].GetAttribute("data-audit"), rows[0].GetAttribute("data-act")));
        Assert.Contains("Code stopped", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("Live → Stopped", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("Asked of Alipay: Stop", rows[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("Front", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("Command line", rows[3].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void One_line_says_when_in_both_zones_from_where_and_what_changed()
    {
        var detail = Open("audit?row=4").Find("[data-detail='4']");
        Assert.Contains("203.0.113.7", detail.TextContent, StringComparison.Ordinal);
        Assert.Contains("Hong Kong", detail.TextContent, StringComparison.Ordinal);
        Assert.Contains("Alipay, GMT+8", detail.TextContent, StringComparison.Ordinal);
        var cells = detail.QuerySelectorAll("[data-field='status'] td");
        Assert.Equal(["State", "Live", "Stopped"], cells.Select(cell => cell.TextContent));
        Assert.Contains(detail.QuerySelectorAll("a"), link => link.GetAttribute("href") == $"counters/{_stand.Id}");
        Assert.Contains(detail.QuerySelectorAll("a"), link => link.GetAttribute("href") == $"audit?subject={_stand.Id}");
    }

    [Fact]
    public void It_can_be_narrowed_to_a_subject_a_person_an_act_and_a_day()
    {
        Assert.Equal(3, Open($"audit?subject={_stand.Id}").FindAll("[data-audit]").Count);
        Assert.Equal(2, Open($"audit?person={_stand.Shop.Owner.User}").FindAll("[data-audit]").Count);
        Assert.Single(Open("audit?act=create_tenant").FindAll("[data-audit]"));
        var day = ShopDay.Of(_stand.Portal.Clock.GetUtcNow(), _stand.Shop.Tenant.Zone).Date;
        Assert.Equal(4, Open($"audit?day={day:yyyy-MM-dd}").FindAll("[data-audit]").Count);
        var nothing = Open($"audit?day={day.AddDays(-1):yyyy-MM-dd}");
        Assert.Empty(nothing.FindAll("[data-audit]"));
        Assert.Contains("Nothing matches", nothing.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("audit?person=nobody&act=%3Cscript%3E&subject=%27%20OR%201%3D1")]
    [InlineData("audit?day=9999-99-99")]
    [InlineData("audit?day=9999-12-31&row=-1")]
    [InlineData("audit?row=99999999999999999999999")]
    [InlineData("audit?row=999")]
    public void An_address_that_makes_no_sense_breaks_nothing(string address) => Assert.Empty(Open(address).FindAll("[data-detail], script"));

    [Fact]
    public void A_choice_leads_to_the_narrowed_list()
    {
        var page = Open("audit");
        page.Find("#audit-act").Change("create_tenant");
        Assert.EndsWith("/audit?act=create_tenant", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    private IRenderedComponent<AuditPages> Open(string address)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<AuditPages>(page => page.AddCascadingValue(new Seat(_stand.Shop.Owner, _stand.Shop.Tenant, Role.Owner, "Mei", Scope.Whole)));
    }
}
