using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Gateway;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Infrastructure.Alipay;
using Portal.Tests.Alipay.Wire;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay.Hostile;

/// <summary>The whole adapter before a gateway whose answers are bent at random. Only the line is missing: answers come from memory, or 200,000 would take minutes.</summary>
public sealed class AnswerFuzzTests : IAsyncLifetime
{
    private static readonly TradeQuery s_question = new(AlipayTradeNo.Of(GatewayStand.TradeNo), OutTradeNo.Of(GatewayStand.OutTradeNo), Currency.Of("HKD"));
    private readonly Line _line = new();
    private TestPortal _portal = null!;
    private GatewayAccount _account = null!;
    private AlipayGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _account = (await _portal.AShopAsync(algorithm: SignAlgorithm.Md5, gateway: "http://127.0.0.1:9/gateway.do")).Account;
        var services = _portal.Get<IServiceProvider>();
        _gateway = ActivatorUtilities.CreateInstance<AlipayGateway>(services, ActivatorUtilities.CreateInstance<AlipayCall>(services, new GatewayLine(_line)));
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    [Trait("Row", "G-06")]
    [Trait("Row", "G-07")]
    public async Task No_altered_answer_is_believed_and_no_exception_leaves_the_adapter()
    {
        var right = Encoding.UTF8.GetBytes(AnswerText.Trade(AlipaySide.Md5, GatewayStand.TradeNo, GatewayStand.OutTradeNo));
        var truth = Assert.IsType<GatewayAnswer<TradeReport>.Done>(await AskAsync(right)).Value;
        Assert.Null(await Fuzzing.FirstBadAsync(right, async bytes => await AskAsync(bytes) is GatewayAnswer<TradeReport>.Done done && done.Value != truth));
        Assert.True(_line.Carried > Fuzzing.Rounds, $"only {_line.Carried} questions left the adapter");
    }

    [Fact]
    public async Task No_altered_answer_is_believed_and_no_exception_leaves_the_adapter_control()
    {
        var right = Encoding.UTF8.GetBytes(AnswerText.Trade(AlipaySide.Md5, GatewayStand.TradeNo, GatewayStand.OutTradeNo));
        var found = await Fuzzing.FirstBadAsync(right, async bytes => await AskAsync(Signed(bytes)) is GatewayAnswer<TradeReport>.Done done && done.Value.Amount?.MinorUnits != 8880);
        Assert.StartsWith("bad", found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_altered_code_is_believed_and_no_exception_leaves_the_adapter()
    {
        const string Text = "https://qr.alipay.com/bax00000000000000000000001";
        var right = Encoding.UTF8.GetBytes(AnswerText.Code(AlipaySide.Md5, Text));
        var request = new CodeRequest("SM1", "Harbour Tea", "5812", "HK", "-", Currency.Of("HKD"), "C-1", "Front", "https://pay.example/alipay/notify/x", "0123456789abcdef");
        Assert.Null(await Fuzzing.FirstBadAsync(right, async bytes =>
        {
            _line.Answer = bytes;
            return await _gateway.CreateCodeAsync(_account, request, Caller.Job, default) is GatewayAnswer<CreatedCode>.Done done && done.Value.Text != Text;
        }));
        Assert.True(_line.Carried > Fuzzing.Rounds, $"only {_line.Carried} questions left the adapter");
    }

    private Task<GatewayAnswer<TradeReport>> AskAsync(byte[] answer)
    {
        _line.Answer = answer;
        return _gateway.QueryAsync(_account, s_question, Caller.Job, default);
    }

    /// <summary>As if whoever bends the answer had the key: then the adapter must believe, or it reads nothing at all.</summary>
    private static byte[] Signed(byte[] bent)
    {
        var read = Infrastructure.Alipay.Wire.SafeXml.TryRead(bent, null, out var answer);
        return read && answer!.Fields.Count > 0 ? Encoding.UTF8.GetBytes(AnswerText.Of(AlipaySide.Md5, [.. answer.Fields.Select(field => (field.Key, field.Value))])) : bent;
    }

    /// <summary>The outside world: gives the same bytes to whatever is asked.</summary>
    private sealed class Line : HttpMessageHandler, IHttpClientFactory
    {
        public byte[] Answer { get; set; } = [];

        public int Carried { get; private set; }

        public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Carried++;
            var content = new ByteArrayContent(Answer);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse("text/xml;charset=UTF-8");
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content });
        }
    }
}
