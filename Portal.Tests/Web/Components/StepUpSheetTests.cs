using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Infrastructure.Identity;
using Portal.Tests.TestKit;
using Portal.Web.Components.Shared;
using Portal.Web.Composition;
using Portal.Web.Features.Account;

namespace Portal.Tests.Web.Components;

/// <summary>One proof is for one wish: what was asked for before and given up is not carried out by it.</summary>
public sealed class StepUpSheetTests : BunitContext, IAsyncLifetime
{
    private FactorStand _stand = default!;
    private PortalPerson _person = default!;

    private StepUp StepUp => Services.GetRequiredService<StepUp>();

    public async ValueTask InitializeAsync()
    {
        _stand = await FactorStand.StartAsync();
        _person = await _stand.Portal.AddPersonAsync(_stand.Tenant);
        await _stand.Portal.SignInAsync(_person);
        var session = Assert.Single(await _stand.SessionsAsync(_person)).Id;
        Services.AddLocalization();
        Services.AddSingleton<StepUp>();
        this.Lend<ProveAgain>(_stand.Portal.Services);
        this.AddAuthorization().SetAuthorized("Someone").SetClaims(
            new Claim(ClaimTypes.NameIdentifier, _person.Id.ToString()), new Claim(TenantClaims.Session, session.ToString()));
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _stand.DisposeAsync();
    }

    [Fact]
    public async Task A_new_wish_ends_the_one_before_it_and_the_proof_carries_out_the_new_one_alone()
    {
        var sheet = Render<StepUpSheet>();
        var (given, meant) = (new Wish(), new Wish());
        var givenUp = StepUp.RunAsync(given.RunAsync);
        await OpenedAsync(1);
        var wanted = StepUp.RunAsync(meant.RunAsync);
        await PortalWait.UntilAsync("the first is over", () => givenUp.IsCompleted);
        Assert.Equal("step_up_required", (await givenUp).ErrorCode());
        await OpenedAsync(2);
        sheet.Find("#step-up-proof").Input(_person.Password);
        sheet.Find("#step-up-form").Submit();
        Assert.Null((await wanted).ErrorCode());
        Assert.Equal((1, 2), (given.Runs, meant.Runs));
    }

    [Fact]
    public async Task Where_the_sheet_cannot_open_the_wish_is_refused()
    {
        JSInterop.SetupVoid("portalSheet.open", _ => true).SetException(new JSException("no such dialog"));
        Render<StepUpSheet>();
        var wish = new Wish();
        var refused = StepUp.RunAsync(wish.RunAsync);
        await PortalWait.UntilAsync("it is over", () => refused.IsCompleted);
        Assert.Equal(("step_up_required", 1), ((await refused).ErrorCode(), wish.Runs));
    }

    private Task OpenedAsync(int times) =>
        PortalWait.UntilAsync("the sheet is asked to open", () => JSInterop.Invocations.Count(call => call.Identifier == "portalSheet.open") == times);

    /// <summary>A command that wants a proof the first time.</summary>
    private sealed class Wish
    {
        public int Runs { get; private set; }

        public Task<Outcome<string>> RunAsync() => Task.FromResult<Outcome<string>>(++Runs == 1 ? CommonErrors.StepUpRequired : "done");
    }
}
