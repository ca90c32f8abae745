using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.AspNetCore.SignalR;
using Portal.Domain.People;
using Portal.Infrastructure.Alipay.Simulator;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Persistence.Queries;
using Portal.Web.Components;
using Portal.Web.Components.Shared;
using Portal.Web.Features.Account;
using Portal.Web.Features.Account.Limits;
using Portal.Web.Features.Claims;
using Portal.Web.Features.Counters;
using Portal.Web.Features.Health;
using Portal.Web.Features.Notifications;
using Portal.Web.Features.Payments;
using Portal.Web.Features.Platform;
using Portal.Web.Features.Simulator;
using Portal.Web.Realtime;
using Portal.Web.Realtime.Open;

namespace Portal.Web.Composition;

/// <summary>Pages, sign-in, sockets and routes.</summary>
public static class PortalWeb
{
    private static readonly string[] s_cultures = ["en"];
    private static readonly string[] s_neverPages = ["/hubs", "/_blazor", "/alipay", "/health"];

    public static void AddPortalWeb(this IServiceCollection services, PortalSettings settings)
    {
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
            hub.AddFilter<CircuitFilter>();
        });
        services.AddCascadingAuthenticationState();
        services.AddScoped<ICurrentActor, CurrentActor>();
        services.AddScoped<LinkState>();
        services.AddScoped<StepUp>();
        services.AddSingleton<HandoverStore>();
        services.AddSingleton<IWalletAddress, WalletAddress>();
        services.AddSingleton<SeatQuery>();
        services.AddSingleton<MatcherPolicy, JsonOrPagePolicy>();
        services.AddOpenSockets(settings);
        services.AddSignIn(settings);
        if (settings.DemoEnabled)
        {
            services.AddSingleton<Demo>();
            services.AddSingleton<SimulatedTenants>();
        }
    }

    public static void UsePortalPipeline(this WebApplication app)
    {
        app.UseForwardedAddresses(app.Services.GetRequiredService<PortalSettings>().Proxies);
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseSecurityHeaders();
        app.UseRequestLocalization(localization => localization.SetDefaultCulture(s_cultures[0]).AddSupportedCultures(s_cultures).AddSupportedUICultures(s_cultures));
        app.UseWhen(IsPage, pages => pages.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true));
        app.UseOwnOriginForSockets(app.Services.GetRequiredService<SeenRevocations>());
        app.UseRouting();
        app.UseAuthentication();
        app.UseCallerAddress();
        app.UseAuthorization();
        app.UseMiddleware<SocketGate>();
        app.UseAntiforgery();
        app.RefuseForgedForms();
        app.UseEnrolmentGate();
    }

    public static void MapPortalEndpoints(this WebApplication app, PortalSettings settings)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapHealth();
        app.MapNotify();
        app.MapAccount();
        app.MapSecondFactor();
        app.MapPasskeys();
        app.MapInvitations();
        app.MapPlatform();
        app.MapCounters();
        app.MapPayments();
        app.MapMoney();
        app.MapClaims();
        app.MapHub<PaymentsHub>("/hubs/payments", hub => hub.Transports = HttpTransportType.WebSockets);
        if (settings.SimulatorEnabled)
        {
            app.MapSimulator();
        }
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(render => render.ContentSecurityFrameAncestorsPolicy = "'none'");
    }

    private static void AddOpenSockets(this IServiceCollection services, PortalSettings settings)
    {
        services.AddSingleton(settings.Limits);
        services.AddSingleton<OpenSockets>();
        services.AddSingleton<SeenRevocations>();
        services.AddSingleton<CircuitEnd>();
        services.AddSingleton<CircuitFilter>();
        services.AddScoped<CircuitHandler, CircuitNotes>();
        services.AddSingleton<CloseOpen>();
        services.AddSingleton<RevocationLog>();
        services.AddHostedService<RevocationWatch>();
    }

    private static void AddSignIn(this IServiceCollection services, PortalSettings settings)
    {
        services.AddHttpContextAccessor();
        new IdentityBuilder(typeof(PortalUser), services).AddSignInManager();      // with the check of old tickets that the cookie asks for
        services.AddScoped<SignInFlow>();
        services.AddSingleton<StrangerAttempts>();
        services.AddSingleton(SignInLimits.Standard);
        services.AddSingleton<SignInGate>();
        services.AddSingleton<HashTurns>();
        services.AddSingleton<SignInWatch>();
        services.AddSingleton<SignInDoor>();
        services.AddScoped<SessionDesk>();
        services.AddScoped<PageMoves>();
        services.AddSingleton<AccountMails>();
        services.AddScoped<TenantClaims>();
        services.AddSingleton<AfterAnswer>();
        services.AddHostedService(provider => provider.GetRequiredService<AfterAnswer>());
        services.AddSecondFactor(settings);
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.ConfigureApplicationCookie(cookie =>
        {
            // Development is http, where no __Host- cookie can be set.
            cookie.Cookie.Name = settings.IsDevelopment ? "portal" : "__Host-portal";
            cookie.Cookie.SecurePolicy = settings.IsDevelopment ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.Path = "/";
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.ExpireTimeSpan = Session.Longest;
            cookie.SlidingExpiration = false;
            cookie.LoginPath = AccountEndpoints.LoginPath;
            cookie.ReturnUrlParameter = "returnUrl";
            cookie.Events.OnValidatePrincipal = SessionTickets.ValidateAsync;
            cookie.Events.OnRedirectToLogin = context => RefuseOrRedirect(context, StatusCodes.Status401Unauthorized);
            cookie.Events.OnRedirectToAccessDenied = context => RefuseOrRedirect(context, StatusCodes.Status403Forbidden);
        });
        services.AddSingleton<SessionTickets>();
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme).Configure<SessionTickets>((cookie, tickets) => cookie.SessionStore = tickets);
        services.AddAntiforgery(antiforgery => antiforgery.Cookie = settings.IsDevelopment
            ? new CookieBuilder { Name = "portal-csrf", HttpOnly = true, SameSite = SameSiteMode.Strict, IsEssential = true, Path = "/" }
            : new HostCookie { Name = "__Host-portal-csrf", HttpOnly = true, SameSite = SameSiteMode.Strict, IsEssential = true, Path = "/" });
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }

    private static void AddSecondFactor(this IServiceCollection services, PortalSettings settings)
    {
        services.AddScoped<SecondFactorStep>();
        services.AddSingleton<ProveAgain>();
        services.AddSingleton<FactorDesk>();
        services.AddAuthentication().AddCookie(SecondFactorStep.Scheme);
        services.Configure<CookieAuthenticationOptions>(SecondFactorStep.Scheme, cookie => Keep(cookie, "portal-half"));
        services.Configure<CookieAuthenticationOptions>(IdentityConstants.TwoFactorUserIdScheme, cookie => Keep(cookie, "portal-passkey"));     // holds what a passkey was asked
        services.Configure<IdentityPasskeyOptions>(passkeys =>
        {
            passkeys.UserVerificationRequirement = passkeys.ResidentKeyRequirement = "required";         // a finger or a PIN at the device: two factors in one
            passkeys.ServerDomain = !settings.IsDevelopment && settings.PublicBaseUrl is { } known ? new Uri(known).Host : null;
        });

        void Keep(CookieAuthenticationOptions cookie, string name)
        {
            cookie.Cookie.Name = settings.IsDevelopment ? name : $"__Host-{name}";
            cookie.Cookie.SecurePolicy = settings.IsDevelopment ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Strict;
            cookie.ExpireTimeSpan = SecondFactorStep.HalfWayLasts;
            cookie.SlidingExpiration = false;
        }
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

    /// <summary>Always secure, without asking whether the request looks so: behind a proxy that says nothing it does not, and a <c>__Host-</c> cookie without the word is thrown away by browsers.</summary>
    private sealed class HostCookie : CookieBuilder
    {
        public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
        {
            var cookie = base.Build(context, expiresFrom);
            cookie.Secure = true;
            return cookie;
        }
    }

    /// <summary>Only what a person opens gets a page for an answer; a script's status would be lost behind one.</summary>
    private static bool IsPage(HttpContext http) =>
        !JsonOrPagePolicy.WantsJson(http.Request) && !s_neverPages.Any(path => http.Request.Path.StartsWithSegments(path));
}
