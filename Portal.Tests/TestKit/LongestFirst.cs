using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Portal.Tests.TestKit.LongestFirst))]

namespace Portal.Tests.TestKit;

/// <summary>The classes and collections of the assembly that take longest, by their names, the longest first.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class LongestAttribute(params string[] names) : Attribute
{
    public string[] Names { get; } = names;
}

/// <summary>Begins with what takes longest, so that none of it runs on alone when all else is through.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] s_names =
        typeof(LongestFirst).Assembly.GetCustomAttributes(typeof(LongestAttribute), inherit: false).Cast<LongestAttribute>().Single().Names;

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(collection => Place(collection.TestCollectionDisplayName))];

    /// <summary>A class that is a collection of its own is shown as <c>Test collection for Namespace.Class (id: …)</c>.</summary>
    private static int Place(string shown) =>
        Array.FindIndex(s_names, name => shown == name || shown.Contains($".{name} (", StringComparison.Ordinal)) is var place and >= 0 ? place : s_names.Length;
}
