using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Infrastructure.Alipay.Simulator;

namespace Portal.Tests.Alipay.Simulator;

/// <summary>A file of an older version keeps working, and ends up with the very tables of a new one.</summary>
public sealed class SimulatorSchemaTests : IDisposable
{
    /// <summary>The tables as they were before the file kept its version.</summary>
    private const string FirstTables = """
        CREATE TABLE "Attempts" ("Id" INTEGER NOT NULL CONSTRAINT "PK_Attempts" PRIMARY KEY AUTOINCREMENT, "NotifyId" TEXT NOT NULL, "At" INTEGER NOT NULL, "Request" TEXT NOT NULL, "HttpStatus" INTEGER NULL, "Answer" TEXT NOT NULL);
        CREATE TABLE "Codes" ("Text" TEXT NOT NULL CONSTRAINT "PK_Codes" PRIMARY KEY, "Partner" TEXT NOT NULL, "MerchantId" TEXT NOT NULL, "StoreId" TEXT NOT NULL, "HasFee" INTEGER NOT NULL, "MerchantName" TEXT NOT NULL, "StoreName" TEXT NOT NULL, "PricingCurrency" TEXT NOT NULL, "Currency" TEXT NOT NULL, "NotifyUrl" TEXT NULL, "Passback" TEXT NULL, "NotifySignType" TEXT NULL, "NotifyCharset" TEXT NULL, "Status" TEXT NOT NULL);
        CREATE TABLE "Faults" ("Id" INTEGER NOT NULL CONSTRAINT "PK_Faults" PRIMARY KEY AUTOINCREMENT, "Service" TEXT NOT NULL, "Fault" TEXT NOT NULL, "Left" INTEGER NULL, "Seconds" INTEGER NULL, "Partner" TEXT NULL, "EndsAt" INTEGER NULL);
        CREATE TABLE "Leases" ("Name" TEXT NOT NULL CONSTRAINT "PK_Leases" PRIMARY KEY, "Owner" TEXT NOT NULL, "Until" INTEGER NOT NULL);
        CREATE TABLE "Notifications" ("NotifyId" TEXT NOT NULL CONSTRAINT "PK_Notifications" PRIMARY KEY, "TradeNo" TEXT NOT NULL, "Partner" TEXT NOT NULL, "Url" TEXT NOT NULL, "Status" TEXT NOT NULL, "Action" TEXT NOT NULL, "Fault" TEXT NULL, "IsHeld" INTEGER NOT NULL, "Sends" INTEGER NOT NULL, "Delivered" INTEGER NOT NULL, "LastSentAt" INTEGER NULL, "NextAt" INTEGER NULL);
        CREATE TABLE "Partners" ("Partner" TEXT NOT NULL CONSTRAINT "PK_Partners" PRIMARY KEY, "SignType" TEXT NOT NULL, "Md5Key" TEXT NULL, "PublicKey" TEXT NULL);
        CREATE TABLE "States" ("Name" TEXT NOT NULL CONSTRAINT "PK_States" PRIMARY KEY, "Value" TEXT NOT NULL);
        CREATE TABLE "Trades" ("TradeNo" TEXT NOT NULL CONSTRAINT "PK_Trades" PRIMARY KEY, "OutTradeNo" TEXT NOT NULL, "Partner" TEXT NOT NULL, "Code" TEXT NULL, "PricingCurrency" TEXT NOT NULL, "AmountMinor" INTEGER NOT NULL, "Currency" TEXT NOT NULL, "SettleMinor" INTEGER NOT NULL, "CnyMinor" INTEGER NOT NULL, "ForexRate" TEXT NOT NULL, "Rate" TEXT NOT NULL, "Status" TEXT NOT NULL, "CreatedAt" INTEGER NOT NULL, "PaidAt" INTEGER NULL, "NotificationFault" TEXT NULL);
        CREATE INDEX "IX_Attempts_NotifyId" ON "Attempts" ("NotifyId");
        CREATE UNIQUE INDEX "IX_Codes_Partner_MerchantId_StoreId_HasFee" ON "Codes" ("Partner", "MerchantId", "StoreId", "HasFee") WHERE Status <> 'DELETE';
        CREATE INDEX "IX_Notifications_NextAt" ON "Notifications" ("NextAt");
        CREATE INDEX "IX_Notifications_TradeNo" ON "Notifications" ("TradeNo");
        CREATE INDEX "IX_Trades_Code_CreatedAt" ON "Trades" ("Code", "CreatedAt");
        CREATE UNIQUE INDEX "IX_Trades_OutTradeNo" ON "Trades" ("OutTradeNo");
        INSERT INTO "Codes" VALUES ('https://qr.alipay.com/old', '2088000000000001', 'SM1', 'S-1', 0, 'Old', 'Old shop', 'HKD', 'HKD', NULL, '{"code":"old"}', NULL, NULL, 'ACTIVE');
        INSERT INTO "Trades" VALUES ('2026010122001400000000000001', 'O1', '2088000000000001', 'https://qr.alipay.com/old', 'HKD', 100, 'HKD', 100, 90, '1', '0.90202703', 'TRADE_SUCCESS', 1767225600000, 1767225605000, NULL);
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("simulator-").FullName;

    public void Dispose() => SimulatorStand.Remove(_folder);

    [Fact]
    public async Task An_old_file_gets_the_tables_of_a_new_one_and_keeps_its_rows()
    {
        await MakeOldAsync();
        await using (var stand = await SimulatorStand.StartAsync(folder: _folder))
        {
            Assert.Equal("https://qr.alipay.com/old", await stand.CodeAsync());
            var change = stand.Change("modify", "https://qr.alipay.com/old", ("biz_data", "{\"secondary_merchant_industry\":\"5812\",\"store_name\":\"New shop\"}"));
            Assert.True((await stand.AskAsync(change)).IsSuccess);
            Assert.Equal("TRADE_SUCCESS", (await stand.GetAsync("trades/2026010122001400000000000001")).GetProperty("status").GetString());
            await using var fresh = await SimulatorStand.StartAsync();
            Assert.Equal(await ShapeAsync(fresh.Folder), await ShapeAsync(_folder));
        }
        await using var again = await SimulatorStand.StartAsync(folder: _folder);
        await again.PayAsync("https://qr.alipay.com/old");
    }

    [Fact]
    public async Task An_old_file_gets_the_tables_of_a_new_one_control()
    {
        await MakeOldAsync();
        await using var fresh = await SimulatorStand.StartAsync();
        Assert.NotEqual(await ShapeAsync(fresh.Folder), await ShapeAsync(_folder));
    }

    [Fact]
    public async Task Eight_processes_may_start_on_one_old_file()
    {
        await MakeOldAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            await using var context = new SimulatorFile(Options.Create(new SimulatorOptions { DataFolder = _folder }), TimeProvider.System).Open();
            await SimulatorSchema.BringUpToDateAsync(context, default);
        })));
        await using var stand = await SimulatorStand.StartAsync(folder: _folder);
        Assert.Equal("https://qr.alipay.com/old", await stand.CodeAsync());
    }

    [Fact]
    public async Task A_file_of_a_later_version_is_left_alone()
    {
        await using (var stand = await SimulatorStand.StartAsync(folder: _folder))
        {
            await using var context = stand.File.Open();
            (await context.States.SingleAsync(state => state.Name == "schema")).Value = "999";
            await context.SaveChangesAsync();
        }
        await Assert.ThrowsAsync<InvalidOperationException>(() => SimulatorStand.StartAsync(folder: _folder));
    }

    private async Task MakeOldAsync()
    {
        await using var connection = await OpenAsync(_folder);
        await using var command = new SqliteCommand(FirstTables, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Every column with its kind, and every index.</summary>
    private static async Task<IReadOnlyList<string>> ShapeAsync(string folder)
    {
        await using var connection = await OpenAsync(folder);
        await using var command = new SqliteCommand("""
            SELECT m.name || '.' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || c.pk FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'
            UNION ALL SELECT m.tbl_name || ': ' || m.sql FROM sqlite_master m WHERE m.type = 'index' AND m.sql IS NOT NULL ORDER BY 1
            """, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var shape = new List<string>();
        while (await reader.ReadAsync())
        {
            shape.Add(reader.GetString(0));
        }
        return shape;
    }

    private static async Task<SqliteConnection> OpenAsync(string folder)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "simulator.db")};Pooling=False");
        await connection.OpenAsync();
        return connection;
    }
}
