using System.Security.Cryptography;
using Portal.Domain.Audit;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;

namespace Portal.Domain.Gateway;

/// <summary>What a test of the keys showed.</summary>
public enum KeysVerdict
{
    /// <summary>Alipay took our signature and we believe its own: both keys are right.</summary>
    Proven,

    /// <summary>Alipay refused the call: signature, partner number, contract or clock.</summary>
    Refused,

    /// <summary>Alipay answered, but its signature does not fit the public key that is stored here.</summary>
    AnswerNotBelieved,

    /// <summary>Nothing came back that says anything of the keys.</summary>
    NoAnswer,
}

/// <summary>The result of a test of the keys.</summary>
/// <param name="Code">The gateway's code, or why its answer does not count; null where the keys are proven.</param>
/// <param name="ClockOffset">How far the gateway's clock is ahead of ours, where that may be the cause.</param>
public sealed record KeysTest(KeysVerdict Verdict, string? Code = null, TimeSpan? ClockOffset = null);

/// <summary>Proves the keys of an account by a harmless signed question: for a trade that cannot exist.</summary>
/// <remarks>Source: PROTOCOL 2.6: the signed answer that there is no such trade proves the keys of both sides.</remarks>
public sealed class TestKeys(IPortalWorkFactory works, IPaymentGateway gateway, TimeProvider clock)
{
    /// <summary>Numbers begin with the day of the trade; on this day the product was not thought of.</summary>
    private const string DayWithoutTrades = "20000101";

    private const int DigitsAfterTheDay = 20;

    public async Task<Outcome<KeysTest>> RunAsync(Actor actor, CancellationToken ct)
    {
        await using var work = await works.BeginAsync(actor, Permission.TestGateway, ct);
        if (!work.HasAccount)
        {
            return TenantErrors.NoAccount;
        }
        var number = DayWithoutTrades + RandomNumberGenerator.GetString("0123456789", DigitsAfterTheDay);
        var question = new TradeQuery(AlipayTradeNo.Of(number), OutTradeNo.Of(number), work.Tenant.Currency);
        var test = VerdictOf(await gateway.QueryAsync(work.Account, question, Caller.Person, CancellationToken.None));
        if (test.Verdict == KeysVerdict.Proven)
        {
            work.Account.Proven(clock.GetUtcNow());
        }
        work.Audit(new AuditEntry
        {
            Act = "test_keys",
            Subject = new AuditSubject("account", work.Account.Id.ToString()),
            After = new Dictionary<string, string> { ["verdict"] = test.Verdict.ToString() },
        });
        await work.CommitAsync(CancellationToken.None);
        return test;
    }

    private static KeysTest VerdictOf(GatewayAnswer<TradeReport> answer) => answer switch
    {
        GatewayAnswer<TradeReport>.Done => new KeysTest(KeysVerdict.Proven),
        GatewayAnswer<TradeReport>.Refused refused => new KeysTest(KeysVerdict.Refused, refused.Code, refused.ClockOffset),
        GatewayAnswer<TradeReport>.NotKnown { IsUntrusted: true, Why: "bad_sign" or "no_sign" or "other_id" } strange => new KeysTest(KeysVerdict.AnswerNotBelieved, strange.Why),
        GatewayAnswer<TradeReport>.NotKnown doubt => new KeysTest(KeysVerdict.NoAnswer, doubt.Why),
        _ => throw new InvalidOperationException("An answer has three cases."),
    };
}
