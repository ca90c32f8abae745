using Portal.Domain.Work;

namespace Portal.Tests.Walks;

/// <summary>The table in code says what the file says that was typed by hand, cell by cell.</summary>
public sealed class PermissionsFileTests
{
    private static readonly Permission[] s_ofTheProduct = [Permission.AskGateway, Permission.RaiseAlarm];

    [Fact]
    [Trait("Row", "capability 15")]
    public void The_table_and_the_file_agree_cell_by_cell()
    {
        var file = PermissionsFile.Read();
        Assert.Equal(35, file.Rows.Count);
        Assert.Empty(file.DifferencesTo(Permissions.Of));
    }

    [Fact]
    public void Every_permission_stands_in_one_row_but_the_products_own()
    {
        var named = PermissionsFile.Read().Rows.SelectMany(row => row.Permissions).Select(named => named.Permission).ToList();
        Assert.Equal(named.Distinct(), named);
        Assert.Equal(Enum.GetValues<Permission>().Except(named), s_ofTheProduct);
    }

    [Theory]
    [InlineData("| Refund | `refund` (counters) | – | – | ✓⊕ above limit | ✓ ≤, ⊕ above | own ≤, else req | –", "| Refund | `refund` (counters) | – | – | ✓⊕ above limit | ✓ ≤, ⊕ above | own ≤, else req | ✓", "refund, Accountant")]
    [InlineData("`manage_tenants` | ✓⊕ |", "`manage_tenants` | ✓ |", "manage_tenants, PlatformAdmin")]
    [InlineData("own, today + yesterday", "own", "see_payments, Cashier")]
    public void A_cell_that_is_changed_in_the_file_is_found_control(string cell, string changed, string found)
    {
        var text = TestKit.SourceTree.Files("docs/", "permissions.md").Single().Text;
        Assert.Contains(cell, text);
        Assert.StartsWith(found, Assert.Single(PermissionsFile.Of(text.Replace(cell, changed, StringComparison.Ordinal)).DifferencesTo(Permissions.Of)));
    }

    [Fact]
    public void A_cell_that_is_changed_in_the_table_is_found_control()
    {
        var differences = PermissionsFile.Read().DifferencesTo((holder, permission) =>
            (holder, permission) == (Holder.Cashier, Permission.RestartCode) ? Right.Bound : holder.Of(permission));
        Assert.StartsWith("restart_code, Cashier", Assert.Single(differences));
    }
}
