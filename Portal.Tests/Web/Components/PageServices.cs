using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Domain.Work;
using Portal.Tests.TestKit;
using Portal.Web.Components.Shared;
using Portal.Web.Composition;
using Portal.Web.Realtime;

namespace Portal.Tests.Web.Components;

/// <summary>What every page that follows payments is given, from a real portal; after what is its own, for nothing can be added any more.</summary>
internal static class PageServices
{
    public static void StandOn(this BunitContext page, TestPortal portal, Actor person)
    {
        page.Services.AddLocalization();
        page.Services.AddSingleton<TimeProvider>(portal.Clock);
        page.Services.AddSingleton(portal.Get<IPaymentQueries>()).AddSingleton(portal.Get<IPublicAddress>()).AddSingleton(portal.Get<IPaymentFeed>());
        page.Services.AddSingleton<HandoverStore>().AddSingleton<LinkState>().AddSingleton<StepUp>();
        page.Services.AddSingleton<ICurrentActor>(new SignedIn(person));
        page.AddBunitPersistentComponentState();
        page.SetRendererInfo(new RendererInfo("Server", true));
        page.JSInterop.Mode = JSRuntimeMode.Loose;
    }
}
