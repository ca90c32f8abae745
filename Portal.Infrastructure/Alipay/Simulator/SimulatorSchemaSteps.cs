using Microsoft.EntityFrameworkCore.Migrations;

namespace Portal.Infrastructure.Alipay.Simulator;

/// <summary>What each version of the file added.</summary>
internal static class SimulatorSchemaSteps
{
    /// <summary>Codes keep the whole of their data, so that a modify can change a part.</summary>
    public static void ChangeableCodes(MigrationBuilder migration)
    {
        migration.AddColumn<string>("BizData", "Codes", "TEXT", nullable: true);
        migration.AddColumn<string>("Industry", "Codes", "TEXT", nullable: true);
        migration.AddColumn<string>("FeeType", "Codes", "TEXT", nullable: true);
        migration.AddColumn<string>("FeeValue", "Codes", "TEXT", nullable: true);
    }

    /// <summary>Refunds and cancels.</summary>
    public static void MoneyBack(MigrationBuilder migration)
    {
        migration.AddColumn<long>("FeeMinor", "Trades", "INTEGER", nullable: false, defaultValue: 0L);
        migration.AddColumn<long>("ClosedAt", "Trades", "INTEGER", nullable: true);
        migration.AddColumn<string>("ClosedBy", "Trades", "TEXT", nullable: true);
        migration.AddColumn<string>("RefundNo", "Notifications", "TEXT", nullable: true);
        migration.CreateIndex("IX_Trades_CreatedAt", "Trades", "CreatedAt", filter: "Status = 'WAIT_BUYER_PAY'");
        migration.CreateIndex("IX_Trades_Partner_PaidAt", "Trades", ["Partner", "PaidAt"]);
        migration.CreateTable(
            "Refunds",
            table => new
            {
                Id = table.Column<long>("INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                Partner = table.Column<string>("TEXT", nullable: false),
                RefundNo = table.Column<string>("TEXT", nullable: false),
                OwnNo = table.Column<string>("TEXT", nullable: false),
                TradeNo = table.Column<string>("TEXT", nullable: false),
                Currency = table.Column<string>("TEXT", nullable: false),
                AmountMinor = table.Column<long>("INTEGER", nullable: false),
                TypedMinor = table.Column<long>("INTEGER", nullable: false),
                CnyMinor = table.Column<long>("INTEGER", nullable: false),
                FeeMinor = table.Column<long>("INTEGER", nullable: false),
                Reason = table.Column<string>("TEXT", nullable: true),
                IsSync = table.Column<bool>("INTEGER", nullable: false),
                NotifyUrl = table.Column<string>("TEXT", nullable: true),
                Status = table.Column<string>("TEXT", nullable: false),
                AskedAt = table.Column<long>("INTEGER", nullable: false),
                NextTryAt = table.Column<long>("INTEGER", nullable: true),
                EndedAt = table.Column<long>("INTEGER", nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_Refunds", row => row.Id));
        migration.CreateIndex("IX_Refunds_Partner_RefundNo", "Refunds", ["Partner", "RefundNo"], unique: true);
        migration.CreateIndex("IX_Refunds_TradeNo", "Refunds", "TradeNo");
        migration.CreateIndex("IX_Refunds_NextTryAt", "Refunds", "NextTryAt");
        migration.CreateTable(
            "Voids",
            table => new
            {
                OutTradeNo = table.Column<string>("TEXT", nullable: false),
                Partner = table.Column<string>("TEXT", nullable: false),
                At = table.Column<long>("INTEGER", nullable: false),
            },
            constraints: table => table.PrimaryKey("PK_Voids", row => row.OutTradeNo));
    }

    /// <summary>The request log, and what a partner's contract limits.</summary>
    public static void KeptRequests(MigrationBuilder migration)
    {
        migration.AddColumn<string>("Services", "Partners", "TEXT", nullable: true);
        migration.AddColumn<string>("Addresses", "Partners", "TEXT", nullable: true);
        migration.CreateTable(
            "Requests",
            table => new
            {
                Id = table.Column<long>("INTEGER", nullable: false).Annotation("Sqlite:Autoincrement", true),
                At = table.Column<long>("INTEGER", nullable: false),
                Service = table.Column<string>("TEXT", nullable: true),
                Method = table.Column<string>("TEXT", nullable: false),
                Parameters = table.Column<string>("TEXT", nullable: false),
                Answer = table.Column<string>("TEXT", nullable: false),
                Error = table.Column<string>("TEXT", nullable: true),
                ResultCode = table.Column<string>("TEXT", nullable: true),
            },
            constraints: table => table.PrimaryKey("PK_Requests", row => row.Id));
    }
}
