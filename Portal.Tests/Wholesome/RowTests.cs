using System.Reflection;

namespace Portal.Tests.Wholesome;

/// <summary>Rows of the catalogues of faults that must have a test; a test says which it stands for by <c>[Trait("Row", …)]</c>.</summary>
public sealed class RowTests
{
    /// <summary>Catalogue G, the gateway out.</summary>
    private static readonly string[] s_gateway = [.. Enumerable.Range(1, 19).Select(number => $"G-{number:00}")];

    /// <summary>The traps of PROTOCOL 8.6; 18, 24, 36 and 40 belong to reports, money and the claim desk.</summary>
    private static readonly string[] s_traps = [.. Enumerable.Range(1, 43).Except([18, 24, 36, 40]).Select(number => $"trap {number}")];

    [Fact]
    public void Every_row_of_the_gateway_and_every_trap_has_a_test() => Assert.Empty(Missing(s_gateway.Concat(s_traps), typeof(RowTests).Assembly.GetTypes()));

    [Fact]
    public void Every_row_of_the_gateway_and_every_trap_has_a_test_control() => Assert.Equal(["G-99"], Missing(["G-99", "sample"], [typeof(Sample)]));

    private static IEnumerable<string> Missing(IEnumerable<string> rows, IEnumerable<Type> types)
    {
        var found = types.SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .SelectMany(method => method.GetCustomAttributes<TraitAttribute>()).Where(trait => trait.Name == "Row").Select(trait => trait.Value).ToHashSet();
        return rows.Where(row => !found.Contains(row));
    }

    private sealed class Sample
    {
        [Trait("Row", "sample")]
        public override string ToString() => "A test that stands for one row.";
    }
}
