using System.CommandLine;
using System.Text.Json;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Backups;
using Portal.Infrastructure.Persistence;
using Portal.Web.Composition;

namespace Portal.Web.Cli;

/// <summary>The portal's services without its pages, for the length of one command. Works beside a running portal.</summary>
internal sealed class CommandHost : IAsyncDisposable
{
    private static readonly JsonSerializerOptions s_web = new(JsonSerializerDefaults.Web);
    private readonly ServiceProvider _services;
    private readonly ParseResult _parsed;

    private CommandHost(ServiceProvider services, ParseResult parsed) => (_services, _parsed) = (services, parsed);

    public static async Task<CommandHost> OpenAsync(ParseResult parsed, CancellationToken ct)
    {
        var builder = Configured(parsed, out var folder);
        var settings = new PortalSettings(builder.Configuration, builder.Environment);
        if (settings.Check() is { } wrong)
        {
            throw new CommandFailedException(wrong);
        }
        builder.Services.AddLogging(logging => logging.ClearProviders());
        builder.Services.AddPortalCore(builder.Configuration, settings, folder);
        builder.Services.AddSingleton<SimulatedTenants>();
        var host = new CommandHost(builder.Services.BuildServiceProvider(), parsed);
        _ = host.Get<FolderLease>();
        await host.Get<DatabaseUpgrade>().RunAsync(ct);
        return host;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public AsyncServiceScope Scope() => _services.CreateAsyncScope();

    /// <exception cref="CommandFailedException">No such tenant.</exception>
    public async Task<Tenant> TenantAsync(string nameOrId, CancellationToken ct) =>
        await Get<AcrossTenants>().FindTenantAsync(nameOrId, ct) ?? throw new CommandFailedException($"there is no tenant '{nameOrId}'");

    /// <summary>One JSON document with <c>--json</c>, else the lines.</summary>
    public void Print(object document, params string[] lines) => Print(_parsed, document, lines);

    /// <inheritdoc cref="Print(object, string[])"/>
    public static void Print(ParseResult parsed, object document, params string[] lines) =>
        parsed.InvocationConfiguration.Output.WriteLine(parsed.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(document, s_web) : string.Join(Environment.NewLine, lines));

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    /// <summary>The settings alone: nothing is opened or made.</summary>
    public static HostApplicationBuilder First(ParseResult parsed) =>
        Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = PortalPaths.ContentRoot, Args = parsed.Settings() });

    private static HostApplicationBuilder Configured(ParseResult parsed, out DataFolder folder)
    {
        folder = DataFolder.Open(PortalPaths.DataFolder(First(parsed).Configuration["Portal:DataFolder"]));
        var settings = new HostApplicationBuilderSettings { ContentRootPath = PortalPaths.ContentRoot, Args = parsed.Settings() };
        settings.EnvironmentName = parsed.GetValue(CommonOptions.Environment) ?? folder.Read(PortalHost.EnvironmentFile)
            ?? (PortalPaths.SourceFolder is null ? Environments.Production : Environments.Development);
        return Host.CreateApplicationBuilder(settings);
    }
}
