using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Portal.Domain.Counters;
using Portal.Infrastructure.Persistence.Audit;
using Portal.Tests.Flows;
using Portal.Tests.TestKit;

namespace Portal.Tests.Audit;

/// <summary>Somebody with the file in hand changes the record: the database refuses, and without its triggers the chain tells.</summary>
public sealed class TamperTests : IAsyncLifetime
{
    private const string WithoutTriggers = "DROP TRIGGER AuditRows_no_change; DROP TRIGGER AuditRows_no_delete; DROP TRIGGER AuditRows_no_replace; ";
    private const string Ours = " AND TenantId = @tenant";

    private CodeStand _stand = default!;
    private long _last;

    public async ValueTask InitializeAsync()
    {
        _stand = await CodeStand.StartAsync();
        await _stand.StopAsync();
        await _stand.RestartAsync();
        _stand.Portal.IsCheckedAtTheEnd = false;
        _last = (await WalkAsync()).Rows;
        Assert.True(_last > 4);
    }

    public ValueTask DisposeAsync() => _stand.DisposeAsync();

    [Fact]
    [Trait("Row", "S13")]
    public async Task S13_an_untouched_chain_is_whole()
    {
        var walk = await WalkAsync();
        Assert.Equal((_last, (AuditBreak?)null, 64), (walk.Rows, walk.Broken, walk.Hash.Length));
        Assert.Null((await WalkAsync(newest: 3)).Broken);
    }

    [Theory]
    [InlineData("changed", 2, "UPDATE AuditRows SET Reason = 'another' WHERE Sequence = 2" + Ours)]
    [InlineData("changed", 2, "UPDATE AuditRows SET UserId = '00000000-0000-0000-0000-000000000001' WHERE Sequence = 2" + Ours)]
    [InlineData("changed", 2, "UPDATE AuditRows SET Address = '' WHERE Sequence = 2" + Ours)]
    [InlineData("changed", 2, "UPDATE AuditRows SET At = '2026-01-01 00:00:00' WHERE Sequence = 2" + Ours)]
    [InlineData("changed", 2, "UPDATE AuditRows SET After = '{}' WHERE Sequence = 2" + Ours)]
    [InlineData("changed", 2, "UPDATE AuditRows SET CounterId = '00000000-0000-0000-0000-000000000001' WHERE Sequence = 2" + Ours)]
    [InlineData("missing", 2, "DELETE FROM AuditRows WHERE Sequence = 2" + Ours)]
    [InlineData("missing", 1, "DELETE FROM AuditRows WHERE Sequence = 1" + Ours)]
    [InlineData("cut_off", 1, "DELETE FROM AuditRows WHERE Sequence > 0" + Ours)]
    [InlineData("cut_off", -1, "DELETE FROM AuditRows WHERE Sequence = @last" + Ours)]
    [InlineData("out_of_order", 2, "UPDATE AuditRows SET Sequence = 102 WHERE Sequence = 2" + Ours + "; UPDATE AuditRows SET Sequence = 2 WHERE Sequence = 3" + Ours + "; UPDATE AuditRows SET Sequence = 3 WHERE Sequence = 102" + Ours)]
    [InlineData("out_of_order", 0, "UPDATE AuditRows SET Sequence = 0 WHERE Sequence = 2" + Ours)]
    [InlineData("head_changed", -2, "UPDATE AuditHeads SET Sequence = Sequence - 1 WHERE 1 = 1" + Ours)]
    [InlineData("past_head", -1, "UPDATE AuditHeads SET Sequence = @last - 1, Hash = (SELECT Hash FROM AuditRows WHERE Sequence = @last - 1" + Ours + ") WHERE 1 = 1" + Ours)]
    [InlineData("cut_off", -3, "UPDATE AuditHeads SET Sequence = Sequence + 1 WHERE 1 = 1" + Ours)]
    [InlineData("head_missing", 0, "DELETE FROM AuditHeads WHERE 1 = 1" + Ours)]
    [Trait("Row", "S13")]
    [Trait("Row", "O-05")]
    public async Task S13_tampering_is_found(string what, long row, string sql)
    {
        Break(sql);
        var expected = row switch { -1 => _last, -2 => _last - 1, -3 => _last + 1, _ => row };
        Assert.Equal(new AuditBreak(what, expected), (await WalkAsync()).Broken);
        Assert.All((await _stand.Portal.Get<AuditVerification>().AllAsync(default)).Where(walk => walk.Chain != _stand.Shop.Id), walk => Assert.Null(walk.Broken));
    }

    [Fact]
    [Trait("Row", "S13")]
    public async Task S13_a_row_that_is_sealed_anew_breaks_the_one_after_it()
    {
        await using (var context = _stand.Portal.Database.Open(_stand.Shop.Id))
        {
            var old = await context.AuditRows.AsNoTracking().SingleAsync(row => row.Sequence == 2);
            var forged = new AuditRecord
            {
                TenantId = old.TenantId, Sequence = 2, At = old.At, ActorKind = old.ActorKind, UserId = old.UserId, Act = "nothing", SubjectKind = old.SubjectKind, SubjectId = old.SubjectId,
                CounterId = old.CounterId, Before = old.Before, After = old.After, PreviousHash = old.PreviousHash,
            }.Sealed();
            Break("UPDATE AuditRows SET Act = 'nothing', Hash = @hash WHERE Sequence = 2" + Ours, ("@hash", forged.Hash));
        }
        Assert.Equal(new AuditBreak("out_of_order", 3), (await WalkAsync()).Broken);
    }

    [Fact]
    public async Task An_hourly_look_at_the_newest_rows_finds_what_happened_there()
    {
        Break("UPDATE AuditRows SET Act = 'nothing' WHERE Sequence = @last" + Ours);
        Assert.Equal(new AuditBreak("changed", _last), (await WalkAsync(newest: 2)).Broken);
    }

    [Fact]
    [Trait("Row", "S13")]
    public async Task S13_the_database_refuses_to_change_or_delete_a_row()
    {
        await using var context = _stand.Portal.Database.Open(_stand.Shop.Id);
        await Assert.ThrowsAsync<SqliteException>(() => context.AuditRows.ExecuteUpdateAsync(set => set.SetProperty(row => row.Reason, "another")));
        await Assert.ThrowsAsync<SqliteException>(() => context.AuditRows.ExecuteDeleteAsync());
        var row = await context.AuditRows.FirstAsync();
        context.Entry(row).Property(found => found.Reason).CurrentValue = "another";
        await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync());
        context.Entry(row).State = EntityState.Deleted;
        await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync());
        Assert.Contains("written once", Assert.Throws<SqliteException>(() => _stand.Portal.Files.Sql("UPDATE AuditRows SET Act = 'x'")).Message, StringComparison.Ordinal);
        Assert.Contains("written once", Assert.Throws<SqliteException>(() => _stand.Portal.Files.Sql("DELETE FROM AuditRows")).Message, StringComparison.Ordinal);
        Assert.Throws<SqliteException>(() => _stand.Portal.Files.Sql("REPLACE INTO AuditRows SELECT * FROM AuditRows WHERE Sequence = 2"));
        Assert.Null((await WalkAsync()).Broken);
    }

    [Fact]
    public async Task S13_the_database_refuses_to_change_or_delete_a_row_control()
    {
        _stand.Portal.Files.Sql(WithoutTriggers);
        await using var context = _stand.Portal.Database.Open(_stand.Shop.Id);
        Assert.Equal(_last, await context.AuditRows.ExecuteUpdateAsync(set => set.SetProperty(row => row.Reason, "another")));
    }

    [Fact]
    public async Task Tenants_of_before_the_audit_and_the_platform_get_their_heads()
    {
        Break("DELETE FROM AuditRows; DELETE FROM AuditHeads");
        Assert.All(await _stand.Portal.Get<AuditVerification>().AllAsync(default), walk => Assert.Equal("head_missing", walk.Broken?.What));
        foreach (var sql in AuditTriggers.Statements(sqlite: true).Where(sql => sql.StartsWith("INSERT", StringComparison.Ordinal)))
        {
            _stand.Portal.Files.Sql(sql);
        }
        Assert.All(await _stand.Portal.Get<AuditVerification>().AllAsync(default), walk => Assert.Null(walk.Broken));
        await _stand.StopAsync();
        Assert.Equal((2, (AuditBreak?)null), ((await WalkAsync()).Rows, (await WalkAsync()).Broken));
    }

    [Fact]
    public async Task Without_a_head_nothing_more_is_done_in_the_tenant()
    {
        Break("DELETE FROM AuditHeads");
        await Assert.ThrowsAsync<InvalidOperationException>(() => _stand.StopAsync());
        Assert.Null((await _stand.CodeAsync()).Wanted is CodeAct.Stop ? "asked all the same" : null);
    }

    [Fact]
    public void The_triggers_for_sql_server_parse()
    {
        var statements = AuditTriggers.Statements(sqlite: false);
        Assert.All(statements, sql => Assert.Empty(Errors(sql)));
        var inner = statements[0]["EXEC('".Length..^"')".Length].Replace("''", "'", StringComparison.Ordinal);
        Assert.Contains("INSTEAD OF UPDATE, DELETE", inner, StringComparison.Ordinal);
        Assert.Empty(Errors(inner));
        Assert.NotEmpty(Errors(AuditTriggers.Statements(sqlite: true)[0]));                           // and the parser would tell
    }

    private static IList<ParseError> Errors(string sql)
    {
        new TSql150Parser(initialQuotedIdentifiers: true).Parse(new StringReader(sql), out var errors);
        return errors;
    }

    private void Break(string sql, params (string Name, object Value)[] more) =>
        _stand.Portal.Files.Sql(WithoutTriggers + sql, [("@tenant", _stand.Shop.Id.Value), ("@last", _last), .. more]);

    private async Task<AuditWalk> WalkAsync(int? newest = null)
    {
        var verification = _stand.Portal.Get<AuditVerification>();
        var walks = newest is { } some ? await verification.NewestAsync(some, default) : await verification.AllAsync(default);
        return walks.Single(walk => walk.Chain == _stand.Shop.Id);
    }
}
