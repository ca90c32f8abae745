using System.CommandLine;
using Microsoft.AspNetCore.DataProtection;
using Portal.Infrastructure.Alipay.Simulator;
using Portal.Web.Composition;
using Portal.Web.Features.Simulator;

namespace Portal.Web.Cli;

/// <summary><c>simulator</c>: runs gateway, API, notifier and wallet alone, with a file of their own and nothing of the portal's.</summary>
internal static class SimulatorCommand
{
    private const string DefaultAddress = "http://127.0.0.1:5090";
    private static readonly TimeSpan s_stopWithin = TimeSpan.FromSeconds(10);
    private static readonly Option<string> s_urls = new("--urls") { DefaultValueFactory = _ => DefaultAddress, Description = "Where to listen." };
    private static readonly Option<string?> s_data = new("--data") { Description = "Folder of simulator.db; else the portal's data folder." };

    public static Command Create()
    {
        var command = new Command("simulator", "Run the simulator alone.") { s_urls, s_data };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult parsed, CancellationToken ct)
    {
        await using var app = Build(
            parsed.GetRequiredValue(s_urls), parsed.GetValue(s_data), parsed.GetValue(CommonOptions.Environment), settings: parsed.Settings());
        await app.Services.GetRequiredService<SimulatorFile>().PrepareAsync(ct);
        await app.StartAsync(ct);
        await parsed.InvocationConfiguration.Output.WriteLineAsync($"Simulator ready: {app.Urls.First().TrimEnd('/')}");
        await app.WaitForShutdownAsync(ct);
    }

    /// <exception cref="CommandFailedException">Production: nothing there may look like Alipay and be none.</exception>
    internal static WebApplication Build(string urls, string? data, string? environment, Action<WebApplicationBuilder>? also = null, string[]? settings = null)
    {
        var given = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(settings ?? []).Build();
        var folder = DataFolder.Open(PortalPaths.DataFolder(data ?? given["Portal:DataFolder"]));
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = settings,
            ApplicationName = "Portal.Web",
            ContentRootPath = PortalPaths.ContentRoot,
            EnvironmentName = environment ?? folder.Read(PortalHost.EnvironmentFile) ?? (PortalPaths.SourceFolder is null ? Environments.Production : Environments.Development),
        });
        if (builder.Environment.IsProduction())
        {
            throw new CommandFailedException("the simulator does not run in Production; say --environment Development");
        }
        builder.WebHost.UseUrls(urls);
        builder.WebHost.UseStaticWebAssets();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = s_stopWithin);
        builder.Services.AddSingleton(PortalClock.From(builder.Configuration["Portal:Clock:StartAt"]));
        builder.Services.AddLocalization();
        builder.Services.AddRazorComponents();
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();       // nothing is protected here: no key ring in anybody's home
        builder.Services.AddSimulatorFile(folder);
        builder.Services.AddSimulator(builder.Configuration);
        also?.Invoke(builder);
        var app = builder.Build();
        app.UseSecurityHeaders();
        app.MapStaticAssets();
        app.MapSimulator();
        return app;
    }
}
