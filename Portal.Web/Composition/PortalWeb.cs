using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing.Matching;
using Portal.Domain.People;
using Portal.Infrastructure.Alipay.Simulator;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Persistence.Queries;
using Portal.Web.Components;
using Portal.Web.Components.Shared;
using Portal.Web.Features.Account;
using Portal.Web.Features.Counters;
using Portal.Web.Features.Health;
using Portal.Web.Features.Notifications;
using Portal.Web.Features.Payments;
using Portal.Web.Features.Platform;
using Portal.Web.Features.Simulator;
using Portal.Web.Realtime;

namespace Portal.Web.Composition;

/// <summary>Pages, sign-in, sockets and routes.</summary>
public static class PortalWeb
{
    private static readonly string[] s_cultures = ["en"];
    private static readonly string[] s_neverPages = ["/hubs", "/_blazor", "/alipay", "/health"];

    public static void AddPortalWeb(this IServiceCollection services, PortalSettings settings)
    {
        services.AddLocalization();
        services.AddRazorComponents().AddInteractiveServerComponents(circuit =>
        {
            circuit.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(10);
            circuit.DisconnectedCircuitMaxRetained = 500;
            circuit.DetailedErrors = settings.IsDevelopment;
        });
        services.AddSignalR(hub =>
        {
            hub.ClientTimeoutInterval = TimeSpan.FromSeconds(20);
            hub.KeepAliveInterval = TimeSpan.FromSeconds(4);
        });
        services.AddCascadingAuthenticationState();
        services.AddScoped<ICurrentActor, CurrentActor>();
        services.AddScoped<LinkState>();
        services.AddSingleton<HandoverStore>();
        services.AddSingleton<IWalletAddress, WalletAddress>();
        services.AddSingleton<SeatQuery>();
        services.AddSingleton<MatcherPolicy, JsonOrPagePolicy>();
        services.AddSignIn(settings);
        if (settings.DemoEnabled)
        {
            services.AddSingleton<Demo>();
            services.AddSingleton<SimulatedTenants>();
        }
    }

    public static void UsePortalPipeline(this WebApplication app)
    {
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseSecurityHeaders();
        app.UseRequestLocalization(localization => localization.SetDefaultCulture(s_cultures[0]).AddSupportedCultures(s_cultures).AddSupportedUICultures(s_cultures));
        app.UseWhen(IsPage, pages => pages.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true));
        app.UseOwnOriginForSockets();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    public static void MapPortalEndpoints(this WebApplication app, PortalSettings settings)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapHealth();
        app.MapNotify();
        app.MapAccount();
        app.MapInvitations();
        app.MapPlatform();
        app.MapCounters();
        app.MapPayments();
        app.MapHub<PaymentsHub>("/hubs/payments");
        if (settings.SimulatorEnabled)
        {
            app.MapSimulator();
        }
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(render => render.ContentSecurityFrameAncestorsPolicy = "'none'");
    }

    private static void AddSignIn(this IServiceCollection services, PortalSettings settings)
    {
        services.AddHttpContextAccessor();
        new IdentityBuilder(typeof(PortalUser), services).AddSignInManager();      // with the check of old tickets that the cookie asks for
        services.AddScoped<SignInFlow>();
        services.AddSingleton<StrangerAttempts>();
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.ConfigureApplicationCookie(cookie =>
        {
            // Development is http, where no __Host- cookie can be set.
            cookie.Cookie.Name = settings.IsDevelopment ? "portal" : "__Host-portal";
            cookie.Cookie.SecurePolicy = settings.IsDevelopment ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.ExpireTimeSpan = Session.Longest;
            cookie.SlidingExpiration = false;
            cookie.LoginPath = AccountEndpoints.LoginPath;
            cookie.ReturnUrlParameter = "returnUrl";
            cookie.Events.OnRedirectToLogin = context => RefuseOrRedirect(context, StatusCodes.Status401Unauthorized);
            cookie.Events.OnRedirectToAccessDenied = context => RefuseOrRedirect(context, StatusCodes.Status403Forbidden);
        });
        services.AddSingleton<SessionTickets>();
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme).Configure<SessionTickets>((cookie, tickets) => cookie.SessionStore = tickets);
        services.Configure<SecurityStampValidatorOptions>(stamp => stamp.OnRefreshingPrincipal = KeepChoices);
        services.AddAntiforgery(antiforgery => antiforgery.Cookie.Name = settings.IsDevelopment ? "portal-csrf" : "__Host-portal-csrf");
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }

    /// <summary>A ticket is made anew every half hour: the sign-in it belongs to and the tenant that was chosen stay.</summary>
    private static Task KeepChoices(SecurityStampRefreshingPrincipalContext refreshing)
    {
        if (refreshing is { CurrentPrincipal: { } before, NewPrincipal.Identity: ClaimsIdentity next })
        {
            foreach (var type in new[] { TenantClaims.Session, TenantClaims.Tenant })
            {
                next.FindAll(type).ToList().ForEach(next.RemoveClaim);
                next.AddClaims(before.FindAll(type).Select(kept => new Claim(type, kept.Value)));
            }
        }
        return Task.CompletedTask;
    }

    /// <summary>People are led to the sign-in page; scripts and sockets are told.</summary>
    private static Task RefuseOrRedirect(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (IsPage(context.HttpContext))
        {
            context.Response.Redirect(context.RedirectUri);
        }
        else
        {
            context.Response.StatusCode = status;
        }
        return Task.CompletedTask;
    }

    /// <summary>Only what a person opens gets a page for an answer; a script's status would be lost behind one.</summary>
    private static bool IsPage(HttpContext http) =>
        !JsonOrPagePolicy.WantsJson(http.Request) && !s_neverPages.Any(path => http.Request.Path.StartsWithSegments(path));
}
