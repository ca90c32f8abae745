using System.Text;
using System.Xml;
using System.Xml.Linq;
using Portal.Domain.Gateway;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Alipay.Wire;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay.Hostile;

/// <summary>Tests that weigh what the whole process allocates: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}

/// <summary>What a hostile answer costs: memory and time.</summary>
[Collection(Alone.Name)]
public sealed class HostileCostTests
{
    private const long FiftyMegabytes = 50L * 1024 * 1024;
    private const long OneMegabyte = 1024 * 1024;
    private static readonly TimeSpan s_atOnce = TimeSpan.FromMilliseconds(50);

    [Fact]
    [Trait("Row", "G-09")]
    [Trait("Row", "G-10")]
    public async Task No_hostile_answer_costs_50_megabytes_through_the_adapter()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Rsa2);
        foreach (var hostile in HostileAnswer.All)
        {
            var body = hostile.Body(changes => stand.Trade(changes: changes));
            stand.Gateway.Reply = Replies.Bytes(body, hostile.ContentType);
            var before = GC.GetTotalAllocatedBytes(precise: true);
            Assert.IsType<GatewayAnswer<TradeReport>.NotKnown>(await stand.QueryAsync());
            var cost = GC.GetTotalAllocatedBytes(precise: true) - before;
            Assert.True(cost < FiftyMegabytes, $"{hostile.Name}: {cost} bytes");
        }
    }

    [Fact]
    [Trait("Row", "G-10")]
    public async Task The_reader_is_done_with_each_at_once_and_for_less_than_a_megabyte()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Rsa2);
        foreach (var hostile in HostileAnswer.All)
        {
            var body = hostile.Body(changes => stand.Trade(changes: changes));
            Assert.Null(TooDear(body, bytes => SafeXml.TryRead(bytes, null, out _)));
        }
    }

    [Fact]
    [Trait("Row", "G-10")]
    public async Task The_reader_is_done_with_each_at_once_and_for_less_than_a_megabyte_control()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Rsa2);
        var bomb = HostileAnswer.Of("a billion laughs").Body(changes => stand.Trade(changes: changes));
        Assert.Contains("bytes", TooDear(bomb, ReadsTrustingly), StringComparison.Ordinal);
    }

    /// <summary>What is too dear about reading; null where nothing is. A busy machine gets two more tries at the time.</summary>
    private static string? TooDear(byte[] body, Func<byte[], bool> reads)
    {
        reads(body);                                                                      // whatever is made once is made now
        var (cost, time) = (0L, TimeSpan.MaxValue);
        for (var i = 0; i < 3; i++)
        {
            var (before, started) = (GC.GetAllocatedBytesForCurrentThread(), TimeProvider.System.GetTimestamp());
            reads(body);
            cost = GC.GetAllocatedBytesForCurrentThread() - before;
            var took = TimeProvider.System.GetElapsedTime(started);
            time = took < time ? took : time;
        }
        return cost > OneMegabyte ? $"{cost} bytes" : time > s_atOnce ? $"{time}" : null;
    }

    /// <summary>As many programs read: document types allowed, entities replaced.</summary>
    private static bool ReadsTrustingly(byte[] body)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(Encoding.UTF8.GetString(body).Replace("&u;", "&f;", StringComparison.Ordinal)), new XmlReaderSettings { DtdProcessing = DtdProcessing.Parse });
            return XDocument.Load(reader).Root is not null;
        }
        catch (XmlException)
        {
            return false;
        }
    }
}
