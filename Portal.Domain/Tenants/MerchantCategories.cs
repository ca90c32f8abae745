using System.Collections.Frozen;

namespace Portal.Domain.Tenants;

/// <summary>One line of the list of merchant categories.</summary>
/// <param name="Code">Four digits (ISO 18245).</param>
public sealed record MerchantCategory(string Code, string Description);

/// <summary>The merchant categories that Alipay knows, as the product ships them.</summary>
/// <remarks>Source: Alipay's list of MCC codes, in <c>mcc.csv</c>.</remarks>
public static class MerchantCategories
{
    private static readonly FrozenDictionary<string, MerchantCategory> s_all = Read();

    public static IReadOnlyList<MerchantCategory> All { get; } = [.. s_all.Values.OrderBy(category => category.Code, StringComparer.Ordinal)];

    public static bool Knows(string code) => s_all.ContainsKey(code);

    private static FrozenDictionary<string, MerchantCategory> Read()
    {
        using var file = typeof(MerchantCategories).Assembly.GetManifestResourceStream("mcc.csv") ?? throw new InvalidOperationException("The list of merchant categories is missing.");
        using var reader = new StreamReader(file);
        var all = new Dictionary<string, MerchantCategory>();
        reader.ReadLine();                                                   // the head
        while (reader.ReadLine() is { } line)
        {
            var rest = line[5..];
            var text = rest.StartsWith('"') ? rest[1..rest.IndexOf('"', 1)] : rest[..rest.IndexOf(',', StringComparison.Ordinal)];
            all.TryAdd(line[..4], new MerchantCategory(line[..4], text));
        }
        return all.ToFrozenDictionary();
    }
}
