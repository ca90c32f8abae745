using System.Globalization;
using System.Net.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Alarms;
using Portal.Domain.Attention;
using Portal.Domain.Counters;
using Portal.Domain.Payments;
using Portal.Domain.Primitives;
using Portal.Domain.Tenants;
using Portal.Domain.Work;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Jobs;
using Portal.Infrastructure.Mail;
using Portal.Tests.TestKit;

namespace Portal.Tests.Attention;

/// <summary>Mails of the outbox, through a real server of mail on a port of its own.</summary>
public sealed class MailTests : IAsyncLifetime
{
    private const string Buyer = "138****0001";
    private readonly MailSink _sink = new();
    private TestPortal _portal = default!;
    private Shop _shop = default!;
    private Counter _front = default!;

    public async ValueTask InitializeAsync()
    {
        _portal = await TestPortal.StartAsync(replace: Mailing);
        (_shop, _front) = await ShopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        await _sink.DisposeAsync();
    }

    [Fact]
    public async Task Owners_and_managers_are_told_once_of_a_failed_refund_and_of_nobodys_name()
    {
        var bar = await _portal.ACounterAsync(_shop, "Bar");
        await PersonAsync("owner@tea.test", Role.Owner);
        await PersonAsync("manager@tea.test", Role.Manager, _front.Id);
        await PersonAsync("bar@tea.test", Role.Manager, bar.Id);
        await PersonAsync("cashier@tea.test", Role.Cashier, _front.Id);
        await PersonAsync("books@tea.test", Role.Accountant);
        var payment = await _portal.APaymentAsync(_shop, _front);
        await RaiseAsync(AlarmKind.RefundFailed, "R1", payment.Id);
        Assert.Equal(1L, _portal.Files.Count("OutgoingMails"));                                            // put down with what it tells of
        await SendAsync();
        await RaiseAsync(AlarmKind.RefundFailed, "R1", payment.Id);                                         // the same once more is counted, not mailed
        await SendAsync();
        Assert.Equal(["manager@tea.test", "owner@tea.test"], _sink.Mails.Select(To).Order());
        Assert.All(_sink.Mails, mail =>
        {
            Assert.Contains("Front", mail);
            Assert.Contains($"{TestPortal.PublicBase}/attention", mail);
            Assert.DoesNotContain(Buyer, mail);
            Assert.DoesNotContain(payment.TradeNo.Value, mail);
        });
        Assert.Equal(2L, _portal.Files.Sql("SELECT COUNT(*) FROM OutgoingMails WHERE Status = 'Sent' AND DueAt IS NULL"));
    }

    [Fact]
    public async Task Without_a_server_for_mail_nothing_waits_and_the_inbox_stands()
    {
        await using var portal = await TestPortal.StartAsync();
        var shop = await portal.AShopAsync();
        await using (var work = await portal.Get<IPortalWorkFactory>().BeginAsync(Actor.Job(shop.Id), Permission.RaiseAlarm, default))
        {
            await work.Alarms.RaiseAsync(AlarmKind.RefundFailed, "R1", "no", null, default);
            Assert.Null(await work.CommitAsync(default));
        }
        await portal.Get<JobRuns>().RunAsync("send-mails", default);
        Assert.Equal(("NotConfigured", 0L), (portal.Files.Sql("SELECT Status FROM OutgoingMails"), portal.Files.Sql("SELECT COUNT(*) FROM OutgoingMails WHERE DueAt IS NOT NULL")));
        Assert.Equal(1, (await portal.Get<IAttentionQueries>().PageAsync(shop.Owner, 0, 10, default)).Total);
    }

    [Fact]
    public async Task Two_processes_send_nothing_twice()
    {
        await using var beside = await TestPortal.StartAsync(beside: _portal, writes: false, replace: Mailing);
        await PersonAsync("owner@tea.test", Role.Owner);
        await PersonAsync("second@tea.test", Role.Owner);
        for (var i = 0; i < 12; i++)
        {
            await RaiseAsync(AlarmKind.RefundFailed, $"R{i}", null);
        }
        await Task.WhenAll(Task.Run(() => SendAsync(_portal)), Task.Run(() => SendAsync(beside)));
        await SendAsync(beside);
        Assert.Equal(24, _sink.Mails.Count);
        Assert.Equal(24L, _portal.Files.Sql("SELECT COUNT(*) FROM OutgoingMails WHERE Status = 'Sent'"));
    }

    /// <summary>The mark of a mail that was sent is taken away: the same count sees it go out twice.</summary>
    [Fact]
    public async Task Two_processes_send_nothing_twice_control()
    {
        await PersonAsync("owner@tea.test", Role.Owner);
        await RaiseAsync(AlarmKind.RefundFailed, "R1", null);
        await SendAsync();
        Assert.Single(_sink.Mails);
        _portal.Files.Sql("UPDATE OutgoingMails SET Status = 'Waiting', DueAt = CreatedAt WHERE UserId IS NOT NULL");
        await SendAsync();
        Assert.Equal(2, _sink.Mails.Count);
    }

    [Fact]
    public async Task A_server_that_refuses_is_tried_eight_times_with_growing_gaps_then_parked_with_one_alarm()
    {
        var refuses = true;
        await using var portal = await TestPortal.StartAsync(beside: _portal, writes: false, replace: services =>
        {
            Mailing(services);
            services.AddSingleton<IMailer>(new Refusing(() => refuses));
        });
        await PersonAsync("owner@tea.test", Role.Owner);
        await RaiseAsync(AlarmKind.RefundFailed, "R1", null);
        var gaps = new List<TimeSpan>();
        await SendAsync(portal);
        for (var i = 1; i <= 8; i++)
        {
            var mail = await WaitingAsync();
            Assert.Equal(i, mail.Failures);
            gaps.Add(mail.DueAt!.Value - _portal.Clock.GetUtcNow());
            Assert.Equal(i < 8 ? 0L : 1L, _portal.Files.Sql("SELECT COUNT(*) FROM Alarms WHERE Kind = 'ParkedWork'"));
            _portal.Clock.Advance(gaps[^1]);
            if (i < 8)
            {
                await SendAsync(portal);
            }
        }
        Assert.Equal(gaps.Order(), gaps);
        Assert.Equal(8, gaps.Distinct().Count());
        refuses = false;
        await SendAsync(portal);
        Assert.Equal(1L, _portal.Files.Sql("SELECT COUNT(*) FROM OutgoingMails WHERE Status = 'Sent'"));
    }

    [Fact]
    public async Task After_a_day_a_mail_is_given_up()
    {
        await using var portal = await TestPortal.StartAsync(beside: _portal, writes: false, replace: services =>
        {
            Mailing(services);
            services.AddSingleton<IMailer>(new Refusing(() => true));
        });
        await PersonAsync("owner@tea.test", Role.Owner);
        await RaiseAsync(AlarmKind.RefundFailed, "R1", null);
        await SendAsync(portal);
        _portal.Clock.Advance(TimeSpan.FromDays(1));
        await SendAsync(portal);
        Assert.Equal(1L, _portal.Files.Sql("SELECT COUNT(*) FROM OutgoingMails WHERE Status = 'GaveUp' AND DueAt IS NULL"));
    }

    [Fact]
    public async Task Whoever_left_meanwhile_is_not_written_to()
    {
        var person = await PersonAsync("owner@tea.test", Role.Owner);
        await RaiseAsync(AlarmKind.RefundFailed, "R1", null);
        var row = Assert.Single(await _portal.Get<Infrastructure.Persistence.Work.ClaimRows>().ClaimAsync(Infrastructure.Persistence.Work.DueKind.Mail, _shop.Id, _portal.Clock.GetUtcNow(), TimeSpan.FromMinutes(1), 1, default));
        Assert.True(await _portal.Get<SendMail>().RunAsync(row));                                           // addressed
        await using (var context = _portal.Database.Open(_shop.Id))
        {
            context.Memberships.Remove(await context.Memberships.SingleAsync(member => member.UserId == person));
            await context.SaveChangesAsync();
        }
        await SendAsync();
        Assert.Empty(_sink.Mails);
        Assert.Equal(1L, _portal.Files.Sql("SELECT COUNT(*) FROM OutgoingMails WHERE Status = 'Dropped' AND UserId = @user".Replace("@user", $"'{person.Value.ToString().ToUpperInvariant()}'", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_stays_unclear_longer_than_a_quarter_of_an_hour_is_told_of_once_and_together()
    {
        await PersonAsync("owner@tea.test", Role.Owner);
        for (var i = 0; i < 3; i++)
        {
            await _portal.APaymentAsync(_shop, _front, $"202603012200140000140000000{i}");
        }
        await using var beside = await TestPortal.StartAsync(beside: _portal, writes: false, replace: Mailing);
        _portal.Clock.Advance(TimeSpan.FromMinutes(15));
        await TellAsync(_portal);
        Assert.Equal(0L, _portal.Files.Count("OutgoingMails"));
        _portal.Clock.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(Task.Run(() => TellAsync(_portal)), Task.Run(() => TellAsync(beside)));
        await TellAsync(beside);
        await SendAsync();
        var mail = Assert.Single(_sink.Mails);
        Assert.Contains("3 payments", mail);
        Assert.DoesNotContain(Buyer, mail);
        await _portal.APaymentAsync(_shop, _front, "2026030122001400001400000009");                         // another one is told of when its time comes
        _portal.Clock.Advance(TimeSpan.FromMinutes(16));
        await TellAsync(_portal);
        await SendAsync();
        Assert.Equal(2, _sink.Mails.Count);
        Assert.Contains("HKD 88.80 at Front", _sink.Mails[1]);
    }

    [Fact]
    public void Mails_leave_well_within_a_minute_of_what_they_tell() =>
        Assert.All(PortalJobs.Schedule.Where(job => job.Name == "send-mails"), job => Assert.True(job.Interval <= TimeSpan.FromSeconds(10)));

    private void Mailing(IServiceCollection services) => services.Configure<SmtpOptions>(smtp =>
        (smtp.Host, smtp.Port, smtp.From, smtp.Tls) = ("127.0.0.1", int.Parse(_sink.Settings[1].Split('=')[1], CultureInfo.InvariantCulture), "portal@pay.example", false));

    /// <summary>A shop whose only people are those that a test adds.</summary>
    private async Task<(Shop Shop, Counter Front)> ShopAsync()
    {
        var shop = await _portal.AShopAsync();
        await using var context = _portal.Database.Open(shop.Id);
        await context.Memberships.Where(member => member.UserId == shop.Owner.User).ExecuteDeleteAsync();
        return (shop, await _portal.ACounterAsync(shop));
    }

    private async Task<UserId> PersonAsync(string email, Role role, params CounterId[] counters)
    {
        await using var scope = _portal.Get<IServiceScopeFactory>().CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<People>();
        var made = Assert.IsType<Outcome<NewPerson>.Done>(await people.AddAsync(email, "Someone", "correct horse")).Value;
        await people.JoinAsync(_shop.Id, made.Id, role, counters, default);
        return new UserId(made.Id);
    }

    private async Task RaiseAsync(AlarmKind kind, string cause, PaymentId? payment)
    {
        await using var work = await _portal.Get<IPortalWorkFactory>().BeginAsync(Actor.Job(_shop.Id), Permission.RaiseAlarm, default);
        await work.Alarms.RaiseAsync(kind, cause, "no", payment, default);
        Assert.Null(await work.CommitAsync(default));
    }

    private async Task<OutgoingMail> WaitingAsync()
    {
        await using var context = _portal.Database.Open(_shop.Id);
        return await context.OutgoingMails.AsNoTracking().SingleAsync(mail => mail.DueAt != null);
    }

    private Task<int?> SendAsync(TestPortal? by = null) => (by ?? _portal).Get<JobRuns>().RunAsync("send-mails", default);

    private static Task<int?> TellAsync(TestPortal by) => by.Get<JobRuns>().RunAsync("tell-unclear", default);

    private static string To(string mail) => mail.Split("\r\n").First(line => line.StartsWith("To:", StringComparison.OrdinalIgnoreCase))[3..].Trim();

    /// <summary>A server that is there and says no.</summary>
    private sealed class Refusing(Func<bool> refuses) : IMailer
    {
        public bool IsSet => true;

        public Task SendAsync(string to, string subject, string text, CancellationToken ct) => refuses() ? throw new SmtpException(SmtpStatusCode.MailboxBusy) : Task.CompletedTask;
    }
}
