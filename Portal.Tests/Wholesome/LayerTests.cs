using System.Reflection;
using System.Text.RegularExpressions;
using Portal.Domain.Counters;
using Portal.Domain.Notifications;
using Portal.Domain.Payments;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Persistence;
using Portal.Tests.TestKit;

namespace Portal.Tests.Wholesome;

/// <summary>Who may know whom. Each rule has a sample that breaks it, or it could be blind.</summary>
public sealed partial class LayerTests
{
    [Fact]
    public void Domain_uses_the_base_library_only() => Assert.Empty(Outside(typeof(Payment).Assembly));

    [Fact]
    public void Domain_uses_the_base_library_only_control() => Assert.NotEmpty(Outside(typeof(PortalContext).Assembly));

    /// <summary>Composition and the operator's commands put the parts together; the features named draw pictures, sign in, play the
    /// simulator and look at the database's health; Realtime reads the event table across tenants.</summary>
    [Fact]
    public void Only_the_named_parts_of_the_web_project_name_infrastructure() =>
        Assert.Empty(SourceTree.Files("Portal.Web/", ".cs", ".razor").Where(NamesInfrastructure).Select(file => file.Path));

    [Fact]
    public void Only_the_named_parts_of_the_web_project_name_infrastructure_control()
    {
        Assert.True(NamesInfrastructure(new SourceFile("Portal.Web/Features/Payments/X.razor", "@inject Portal.Infrastructure.Persistence.PortalDatabase Database")));
        Assert.False(NamesInfrastructure(new SourceFile("Portal.Web/Cli/X.cs", "using Portal.Infrastructure.Persistence;")));
    }

    [Fact]
    public void Wire_names_stay_in_the_adapter()
    {
        Assert.Empty(SourceTree.Files("Portal.", ".cs", ".razor")
            .Where(file => !file.Path.StartsWith("Portal.Infrastructure/Alipay/", StringComparison.Ordinal) && !file.Path.StartsWith("Portal.Tests/", StringComparison.Ordinal)
                && !file.Path.StartsWith("Portal.E2E/", StringComparison.Ordinal))
            .Where(SpeaksWire).Select(file => file.Path));
        Assert.Contains(SourceTree.Files("Portal.Infrastructure/Alipay/", ".cs"), SpeaksWire);
    }

    [Fact]
    public void Wire_names_stay_in_the_adapter_control()
    {
        Assert.True(SpeaksWire(new SourceFile("X.cs", "var no = form[\"out_trade_no\"];")));
        Assert.False(SpeaksWire(new SourceFile("X.cs", "/// <summary>Alipay's <c>out_trade_no</c>.</summary>")));
    }

    [Fact]
    public void Wire_names_stand_in_no_table()
    {
        using var context = new PortalDatabase(new DatabaseOptions { ConnectionString = "Data Source=none.db" }, "").OpenWithoutTenant();
        Assert.Empty(context.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()).Where(property => property.Name.Contains('_', StringComparison.Ordinal)).Select(property => property.ToString()));
    }

    /// <summary>Its file keeps its rows by the same SQLite settings: that is no protocol, so it hides no mistake of the product from it.</summary>
    [Fact]
    public void The_simulator_shares_signing_and_primitives_with_the_product_and_nothing_else()
    {
        Assert.NotEmpty(SourceTree.Files("Portal.Infrastructure/Alipay/Simulator/", ".cs"));
        Assert.Empty(SourceTree.Files("Portal.Infrastructure/Alipay/Simulator/", ".cs").SelectMany(Borrowed));
    }

    [Fact]
    public void The_simulator_shares_signing_and_primitives_with_the_product_and_nothing_else_control()
    {
        Assert.Single(Borrowed(new SourceFile("X.cs", "using Portal.Infrastructure.Alipay.Wire;")));
        Assert.Empty(Borrowed(new SourceFile("X.cs", "using Portal.Infrastructure.Alipay.Signing;\nusing Portal.Domain.Primitives;")));
    }

    /// <summary><see cref="ReceiveNotification"/> learns its tenant from the address or the signature, so it can have no actor;
    /// <see cref="AskForCode"/> and <see cref="ActOnCode"/> are steps of flows, inside the work that these began.</summary>
    [Fact]
    public void Every_flow_takes_its_actor_first()
    {
        var flows = typeof(Payment).Assembly.GetExportedTypes().Where(type => type.GetMethod("RunAsync") is not null).ToList();
        Assert.Contains(typeof(QueryPayment), flows);
        Assert.Equal([typeof(ActOnCode), typeof(AskForCode), typeof(ReceiveNotification)], flows.Where(HasNoActor).OrderBy(type => type.Name));
    }

    [Fact]
    public void Every_row_of_a_tenant_is_in_the_model()
    {
        using var context = new PortalDatabase(new DatabaseOptions { ConnectionString = "Data Source=none.db" }, "").OpenWithoutTenant();
        var owned = new[] { typeof(Payment).Assembly, typeof(PortalContext).Assembly }.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsClass && typeof(ITenantOwned).IsAssignableFrom(type)).ToList();
        Assert.NotEmpty(owned);
        Assert.Empty(owned.Where(type => context.Model.FindEntityType(type) is null).Select(type => type.Name));
    }

    private static IEnumerable<string> Outside(Assembly assembly) => assembly.GetReferencedAssemblies().Select(name => name.Name!)
        .Where(name => !name.StartsWith("System", StringComparison.Ordinal) && name is not "netstandard" and not "mscorlib");

    private static bool NamesInfrastructure(SourceFile file) =>
        file.Code.Contains("Portal.Infrastructure", StringComparison.Ordinal) && !MayNameInfrastructure().IsMatch(file.Path);

    private static bool SpeaksWire(SourceFile file) => WireName().IsMatch(file.Code);

    private static IEnumerable<string> Borrowed(SourceFile file) => ProductName().Matches(file.Code).Select(match => match.Value)
        .Where(name => !(name == "Portal.Infrastructure.Persistence" && file.Path.EndsWith("/SimulatorFile.cs", StringComparison.Ordinal)))
        .Where(name => name != "Portal.Domain.Primitives" && name != "Portal.Infrastructure.Alipay.Signing" && !name.StartsWith("Portal.Infrastructure.Alipay.Simulator", StringComparison.Ordinal));

    private static bool HasNoActor(Type flow) => flow.GetMethods().Single(method => method.Name == "RunAsync").GetParameters()[0].ParameterType is var first && first != typeof(Actor) && first != typeof(PlatformActor);

    [GeneratedRegex("^Portal.Web/(Composition|Cli|Realtime|Features/(Account|Simulator|Counters|Health))/")]
    private static partial Regex MayNameInfrastructure();

    [GeneratedRegex("\"(out_trade_no|trade_no|partner_trans_id|alipay_trans_id|biz_data|_input_charset|notify_id|trade_status|seller_id|sign_type|is_success|result_code)\"")]
    private static partial Regex WireName();

    [GeneratedRegex(@"Portal\.(Domain|Infrastructure|Web)(\.[A-Z]\w*)*")]
    private static partial Regex ProductName();
}
