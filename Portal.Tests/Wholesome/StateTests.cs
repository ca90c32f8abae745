using System.Collections.Concurrent;
using System.Reflection;
using Portal.Domain.Primitives;
using Portal.Tests.TestKit;

namespace Portal.Tests.Wholesome;

/// <summary>Nothing that lives long holds rows of a tenant under a key that another tenant could have.</summary>
public sealed class StateTests
{
    private static readonly Assembly[] s_product = [typeof(TenantId).Assembly, typeof(Portal.Infrastructure.Persistence.PortalDatabase).Assembly, typeof(Portal.Web.Composition.PortalHost).Assembly];

    /// <summary>Kept by something else than the tenant, and why no tenant is told another's.</summary>
    private static readonly Dictionary<string, string> s_reasons = new()
    {
        ["CheckPace._asked"] = "by person; instants only",
        ["JobRuns._running"] = "by the name of a job, of which an installation has one; holds nothing",
        ["SessionActivity._noted"] = "by sign-in, which is one person's; an instant only",
        ["OpenSockets._sockets"] = "by socket, whose owner was read from the ticket",
        ["OpenSockets._circuits"] = "by a page's own random name, whose owner was read from the ticket",
        ["SignInGate._addresses"] = "by remote address, before anybody is known; counts only",
        ["SignInGate._known"] = "by remote address; an instant only",
        ["SignInWatch._tried"] = "by remote address; counts only",
        ["NotifyDirectory._addresses"] = "an address token is random and one code's; what is found names its tenant",
        ["NotifyDirectory._accounts"] = "a partner number is one tenant's in the installation; what is found names its tenant",
        ["HubSubscriptions._open"] = "by connection, whose audience was read from the membership",
        ["HubSubscriptions._only"] = "by connection, and narrows only",
        ["TenantStream._listeners"] = "one stream a tenant",
        ["HandoverStore._kept"] = "by a random ticket that is taken once",
        ["StrangerAttempts._attempts"] = "by what was typed; counts only",
    };

    [Fact]
    [Trait("Row", "T-14")]
    public void Nothing_static_can_be_written() => Assert.Empty(s_product.SelectMany(Types).SelectMany(Written));

    [Fact]
    public void Nothing_static_can_be_written_control() => Assert.Equal(["Careless.s_last", "Careless.s_names"], Written(typeof(Careless)).Order());

    [Fact]
    [Trait("Row", "T-14")]
    public void What_is_kept_is_kept_by_tenant_or_for_a_reason()
    {
        var found = s_product.SelectMany(Types).SelectMany(KeptWithoutTenant).ToHashSet();
        None.Of(found.Except(s_reasons.Keys));
        Assert.Empty(s_reasons.Keys.Except(found));
    }

    [Fact]
    public void What_is_kept_is_kept_by_tenant_or_for_a_reason_control() => Assert.Equal(["Careless._rows"], KeptWithoutTenant(typeof(Careless)));

    private static IEnumerable<Type> Types(Assembly assembly) => assembly.GetTypes()
        .Where(type => type.Namespace?.StartsWith("Portal.", StringComparison.Ordinal) == true && !type.FullName!.Contains('<', StringComparison.Ordinal) && !type.Namespace.Contains("Simulator", StringComparison.Ordinal));

    private static IEnumerable<string> Written(Type type) => type
        .GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        .Where(field => !field.IsLiteral && (!field.IsInitOnly || IsKept(field.FieldType)))
        .Select(field => $"{type.Name}.{field.Name}");

    private static IEnumerable<string> KeptWithoutTenant(Type type) => type
        .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        .Where(field => IsKept(field.FieldType) && !Mentions(field.FieldType.GetGenericArguments()[0], typeof(TenantId)))
        .Select(field => $"{type.Name}.{field.Name}");

    private static bool IsKept(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ConcurrentDictionary<,>);

    private static bool Mentions(Type type, Type sought) => type == sought || type.GetGenericArguments().Any(argument => Mentions(argument, sought));

#pragma warning disable CS0169, CS0649, CA1823, CA1805, IDE0044 // the fields are the sample: nobody uses them
    private sealed class Careless
    {
        private static string? s_last;
        private static readonly ConcurrentDictionary<string, string> s_names = new();
        private readonly ConcurrentDictionary<Guid, object> _rows = new();
        private readonly ConcurrentDictionary<(TenantId, Guid), object> _right = new();
    }
#pragma warning restore CS0169, CS0649, CA1823, CA1805, IDE0044
}
