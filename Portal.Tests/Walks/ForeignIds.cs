using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Primitives;
using Portal.Infrastructure.Persistence;
using Portal.Tests.TestKit;

namespace Portal.Tests.Walks;

/// <summary>An id of the other tenant, and one of the same make that nobody has.</summary>
internal sealed record ForeignId(string Kind, string Foreign, string Missing);

/// <summary>Every kind of id that the other tenant has. A feature with a new kind adds its line here.</summary>
internal static class ForeignIds
{
    private static readonly string s_nobodys = Guid.CreateVersion7().ToString("N");

    public static async Task<IReadOnlyList<ForeignId>> OfAsync(WalkStage stage)
    {
        var theirs = stage.Theirs;
        var owner = await stage.Portal.AddPersonAsync(theirs.Counter.Tenant);
        await stage.Portal.SignInAsync(owner);
        var user = new UserId(owner.Id);
        await using var context = stage.Portal.Get<PortalDatabase>().Open(theirs.Counter.Tenant.Id);
        var session = await context.Sessions.Where(row => row.UserId == user).Select(row => row.Id).SingleAsync();
        var account = await context.Accounts.Select(row => row.Id).SingleAsync();
        var message = await context.Notifications.Select(row => row.Id).FirstAsync();
        return
        [
            Guids("counter", theirs.Counter.Id.Value),
            Guids("payment", theirs.Payment.Value),
            Guids("refund", stage.TheirRefund.Value),
            Guids("cancel", stage.TheirCancel.Value),
            Guids("code", theirs.Counter.Code.Value),
            Guids("tenant", theirs.Counter.Tenant.Id.Value),
            Guids("person", owner.Id),
            Guids("session", session.Value),
            Guids("account", account.Value),
            Guids("message", message.Value),
            Guids("claim", stage.TheirClaim.Value),
            Guids("alarm", stage.TheirAlarm),
            Guids("note", stage.TheirNote),
            new("address token", theirs.Counter.Token, Other(theirs.Counter.Token)),
            new("word of a code", theirs.Counter.Passback, Other(theirs.Counter.Passback)),
            new("trade", theirs.TradeNo, Other(theirs.TradeNo)),
            new("partner", theirs.Counter.Tenant.Partner, Other(theirs.Counter.Tenant.Partner)),
        ];
    }

    private static ForeignId Guids(string kind, Guid foreign) => new(kind, foreign.ToString("N"), s_nobodys);

    private static string Other(string like) => RandomNumberGenerator.GetString(like.All(char.IsAsciiDigit) ? "0123456789" : "0123456789abcdef", like.Length);
}
