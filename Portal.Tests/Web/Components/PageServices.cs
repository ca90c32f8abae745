using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Domain.Approvals;
using Portal.Domain.Attention;
using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Domain.Refunds;
using Portal.Domain.Work;
using Portal.Tests.TestKit;
using Portal.Web.Components.Shared;
using Portal.Web.Composition;
using Portal.Web.Realtime;

namespace Portal.Tests.Web.Components;

/// <summary>What every page that follows payments is given, from a real portal; after what is its own, for nothing can be added any more.</summary>
internal static class PageServices
{
    public static void StandOn(this BunitContext page, TestPortal portal, Actor person) => page.StandOn(portal.Get<IServiceProvider>(), person);

    public static void StandOn(this BunitContext page, IServiceProvider portal, Actor person)
    {
        page.Services.AddLocalization();
        page.Lend<TimeProvider>(portal).Lend<IPublicAddress>(portal).Lend<IPaymentFeed>(portal);
        page.Services.AddSingleton<HandoverStore>().AddSingleton<LinkState>().AddSingleton<StepUp>();
        page.Services.TryAddSingleton<ICurrentActor>(new SignedIn(person));
        page.Services.TryAddSingleton(portal.GetRequiredService<IPaymentQueries>());
        page.AddBunitPersistentComponentState();
        page.SetRendererInfo(new RendererInfo("Server", true));
        page.JSInterop.Mode = JSRuntimeMode.Loose;
    }

    /// <summary>What people do about a case of the queue.</summary>
    public static void LendActs(this BunitContext page, IServiceProvider portal) => page
        .Lend<CheckCase>(portal).Lend<TakeOver>(portal).Lend<AddNote>(portal).Lend<AskOwner>(portal).Lend<CloseAlarm>(portal).Lend<DecideByHand>(portal)
        .Lend<RefundPayment>(portal).Lend<EndRefund>(portal).Lend<ApproveRefund>(portal).Lend<AskForApproval>(portal);

    /// <summary>A part of a real portal.</summary>
    public static BunitContext Lend<T>(this BunitContext page, IServiceProvider portal)
        where T : class
    {
        page.Services.AddSingleton(portal.GetRequiredService<T>());
        return page;
    }
}
