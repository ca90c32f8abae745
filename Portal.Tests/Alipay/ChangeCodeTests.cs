using Portal.Domain.Gateway;
using Portal.Domain.Tenants;
using Portal.Tests.TestKit;

namespace Portal.Tests.Alipay;

/// <summary>Modify and modifyStatus over real HTTP: what is sent, and what an answer is worth.</summary>
public sealed class ChangeCodeTests
{
    public static TheoryData<SignAlgorithm> Algorithms() => [.. Enum.GetValues<SignAlgorithm>()];

    [Theory]
    [MemberData(nameof(Algorithms))]
    [Trait("Row", "trap 38")]
    [Trait("Row", "trap 41")]
    public async Task A_code_is_modified_by_its_text_with_all_of_its_data(SignAlgorithm algorithm)
    {
        await using var stand = await GatewayStand.StartAsync(algorithm);
        stand.Gateway.Answers(AnswerText.Code(stand.Alipay), AnswerText.Of(stand.Alipay, ("qrcode", GatewayStand.CodeText)));
        await stand.CreateAsync();
        Assert.Equal(GatewayStand.CodeText, Assert.IsType<GatewayAnswer<ChangedCode>.Done>(await stand.ModifyAsync()).Value.Text);
        var (created, modified) = (stand.Gateway.Received[0], stand.Gateway.Received[1]);
        Assert.True(modified.IsSignedFor(stand.Alipay));
        Assert.Equal(("POST", "alipay.commerce.qrcode.modify", GatewayStand.CodeText), (modified.Method, modified.Service, modified.Parameters["qrcode"]));
        Assert.Equal("2026-03-01 12:00:00", modified.Parameters["timestamp"]);
        Assert.All(["notify_url", "biz_type", "biz_data"], name => Assert.Equal(created.Parameters[name], modified.Parameters[name]));
    }

    [Theory]
    [InlineData(CodeStep.Stop, "STOP")]
    [InlineData(CodeStep.Restart, "RESTART")]
    [InlineData(CodeStep.Delete, "DELETE")]
    [Trait("Row", "trap 41")]
    public async Task Each_step_has_its_word(CodeStep step, string word)
    {
        await using var stand = await GatewayStand.StartAsync();
        stand.Gateway.Answers(AnswerText.Of(stand.Alipay, ("qrcode", GatewayStand.CodeText)));
        Assert.IsType<GatewayAnswer<ChangedCode>.Done>(await stand.SetStatusAsync(step));
        var request = Assert.Single(stand.Gateway.Received);
        Assert.True(request.IsSignedFor(stand.Alipay));
        Assert.Equal(
            ("alipay.commerce.qrcode.modifyStatus", GatewayStand.CodeText, word, "OVERSEASHOPQRCODE"),
            (request.Service, request.Parameters["qrcode"], request.Parameters["status"], request.Parameters["biz_type"]));
    }

    [Fact]
    public async Task A_refusal_is_refused()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        stand.Gateway.Answers(AnswerText.Refusal("ILLEGAL_ARGUMENT"));
        Assert.Equal(GatewayAdvice.FixInput, Assert.IsType<GatewayAnswer<ChangedCode>.Refused>(await stand.SetStatusAsync(CodeStep.Restart)).Advice);
        Assert.Equal("ILLEGAL_ARGUMENT", Assert.IsType<GatewayAnswer<ChangedCode>.Refused>(await stand.ModifyAsync()).Code);
    }

    [Fact]
    public async Task An_answer_without_the_code_or_for_another_one_is_not_known_and_wants_an_alarm()
    {
        await using var stand = await GatewayStand.StartAsync(SignAlgorithm.Md5);
        foreach (var (answer, why) in new[]
        {
            (AnswerText.Of(stand.Alipay, ("qrcode", "https://qr.alipay.com/bax2")), "other_id"),
            (AnswerText.Of(stand.Alipay, ("qr_code", GatewayStand.CodeText)), "no_code_text"),
            (AnswerText.Of(stand.Alipay.Stranger(), ("qrcode", GatewayStand.CodeText)), "bad_sign"),
            (AnswerText.Document([("qrcode", GatewayStand.CodeText)], null, null), "no_sign"),
        })
        {
            stand.Gateway.Answers(answer);
            foreach (var said in new[] { await stand.ModifyAsync(), await stand.SetStatusAsync(CodeStep.Stop) })
            {
                var doubt = Assert.IsType<GatewayAnswer<ChangedCode>.NotKnown>(said);
                Assert.Equal((why, true), (doubt.Why, doubt.IsUntrusted));
            }
        }
    }
}
