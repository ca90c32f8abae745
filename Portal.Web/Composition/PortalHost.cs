using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Options;
using Portal.Infrastructure.Alipay.Simulator;
using Portal.Infrastructure.Backups;

namespace Portal.Web.Composition;

/// <summary>The portal as a running program: settings, data folder, database, pages, ready lines, exit codes.</summary>
public static class PortalHost
{
    public const string DefaultAddress = "http://127.0.0.1:5080";
    public const string EnvironmentFile = "environment";

    /// <summary>The framework's four lines a request would cost more than the request, and hold the notification addresses, which are secret. Any setting of the operator's beats these.</summary>
    private static readonly Dictionary<string, string?> s_quiet = new() { ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning", ["Logging:LogLevel:Quartz"] = "Warning" };
    private static readonly TimeSpan s_stopWithin = TimeSpan.FromSeconds(10);

    /// <param name="replace">As for <see cref="Build"/>.</param>
    /// <returns>The exit code: 0 stopped, 1 could not start, with one line on standard error.</returns>
    public static async Task<int> RunAsync(string[] args, Action<IServiceCollection>? replace = null)
    {
        try
        {
            await using var app = Build(args, replace);
            await PrepareAsync(app);
            await app.StartAsync();
            await SayReadyAsync(app);
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception failed) when (Sentence(failed) is { } sentence)
        {
            await Console.Error.WriteLineAsync($"error: {sentence}");
            return 1;
        }
    }

    /// <summary>The portal, built but not started; its database may still be missing.</summary>
    /// <param name="replace">Called after all services are known: tests put a clock or a faulty part in the place of the real one.</param>
    /// <exception cref="OptionsValidationException">A setting is wrong; the message is fit to be shown.</exception>
    /// <exception cref="IOException">The data folder cannot be written.</exception>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? replace = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = PortalPaths.ContentRoot, ApplicationName = "Portal.Web" });
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = s_quiet });
        if (string.IsNullOrEmpty(builder.Configuration["urls"]))
        {
            builder.WebHost.UseUrls(DefaultAddress);
        }
        builder.WebHost.ConfigureKestrel(ServerLimits.Set);
        builder.WebHost.UseStaticWebAssets();
        var settings = new PortalSettings(builder.Configuration, builder.Environment);
        if (settings.Check() is { } wrong)
        {
            throw new OptionsValidationException("Portal", typeof(PortalSettings), [wrong]);
        }
        var folder = DataFolder.Open(PortalPaths.DataFolder(builder.Configuration["Portal:DataFolder"]));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = s_stopWithin);
        builder.Services.AddPortalCore(builder.Configuration, settings, folder);
        builder.Services.AddPortalWorkers(settings);
        builder.Services.AddPortalWeb(settings);
        if (settings.SimulatorEnabled)
        {
            builder.Services.AddSimulator(builder.Configuration);
        }
        replace?.Invoke(builder.Services);
        var app = builder.Build();
        app.UsePortalPipeline();
        app.MapPortalEndpoints(settings);
        return app;
    }

    /// <summary>Before the first request: the environment is noted, the database brought up to date, the demo made where it is wanted.</summary>
    internal static async Task PrepareAsync(WebApplication app)
    {
        var folder = app.Services.GetRequiredService<DataFolder>();
        _ = app.Services.GetRequiredService<FolderLease>();               // held until the portal ends
        if (folder.Read(EnvironmentFile) is null)
        {
            folder.Write(EnvironmentFile, app.Environment.EnvironmentName);
        }
        await app.Services.GetRequiredService<DatabaseUpgrade>().RunAsync(CancellationToken.None);
        if (app.Services.GetRequiredService<PortalSettings>().SimulatorEnabled)
        {
            await app.Services.GetRequiredService<SimulatorFile>().PrepareAsync(CancellationToken.None);
        }
        if (app.Services.GetRequiredService<PortalSettings>().DemoEnabled)
        {
            await app.Services.GetRequiredService<Demo>().EnsureAsync(CancellationToken.None);
        }
    }

    private static async Task SayReadyAsync(WebApplication app)
    {
        var settings = app.Services.GetRequiredService<PortalSettings>();
        var address = app.Services.GetRequiredService<PublicAddress>();
        var folder = app.Services.GetRequiredService<DataFolder>();
        folder.Write(PublicAddress.LastBaseFile, address.Base ?? address.Listening ?? DefaultAddress);
        folder.Write(PublicAddress.LastListeningFile, address.Listening ?? DefaultAddress);
        string[] lines = settings.DemoEnabled
            ? [$"Portal ready: {address.Listening}", $"Demo password: {app.Services.GetRequiredService<Demo>().Password}", $"Demo accounts: {string.Join(' ', Demo.Accounts)}"]
            : [$"Portal ready: {address.Listening}"];
        await Console.Out.WriteAsync(string.Join(Environment.NewLine, lines) + Environment.NewLine);          // in one piece: the log writes there too
    }

    /// <summary>What an operator can mend, in one line; null for bugs, which keep their stack.</summary>
    internal static string? Sentence(Exception failed) => failed switch
    {
        OptionsValidationException invalid => string.Join("; ", invalid.Failures),
        FormatException or InvalidOperationException { Source: "Portal.Infrastructure" or "Portal.Web" } => failed.Message,
        IOException { InnerException: AddressInUseException } inUse => inUse.Message,
        IOException or UnauthorizedAccessException or SocketException => failed.Message,
        Microsoft.Data.Sqlite.SqliteException sqlite => $"the database cannot be opened: {sqlite.Message}",
        _ => null,
    };
}
