using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Infrastructure.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class MoneyBack : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "AmountMinor",
                table: "PaymentSteps",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "By",
                table: "PaymentSteps",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RefundNo",
                table: "PaymentSteps",
                type: "varchar(64)",
                unicode: false,
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "HeldMinor",
                table: "Payments",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<DateTime>(
                name: "SaidPaidAt",
                table: "Payments",
                type: "datetime2",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "StepCount",
                table: "Payments",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "RefundFee",
                table: "Notifications",
                type: "nvarchar(100)",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RefundNo",
                table: "Notifications",
                type: "nvarchar(100)",
                maxLength: 100,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Cancels",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    PaymentId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Status = table.Column<string>(type: "varchar(32)", unicode: false, maxLength: 32, nullable: false),
                    Key = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    RequestedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    RequestedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Until = table.Column<DateTime>(type: "datetime2", nullable: false),
                    WasPaid = table.Column<bool>(type: "bit", nullable: false),
                    SentAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    LastSentAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    WasDoubted = table.Column<bool>(type: "bit", nullable: false),
                    Effect = table.Column<string>(type: "varchar(32)", unicode: false, maxLength: 32, nullable: true),
                    LastAnswer = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: true),
                    EndedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false),
                    DueAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Attempts = table.Column<int>(type: "int", nullable: false),
                    Failures = table.Column<int>(type: "int", nullable: false),
                    LeasedUntil = table.Column<DateTime>(type: "datetime2", nullable: true),
                    LeaseToken = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Cancels", x => new { x.TenantId, x.Id });
                    table.ForeignKey(
                        name: "FK_Cancels_Payments_TenantId_PaymentId",
                        columns: x => new { x.TenantId, x.PaymentId },
                        principalTable: "Payments",
                        principalColumns: new[] { "TenantId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Refunds",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    PaymentId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Number = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false),
                    Status = table.Column<string>(type: "varchar(32)", unicode: false, maxLength: 32, nullable: false),
                    Currency = table.Column<string>(type: "varchar(3)", unicode: false, maxLength: 3, nullable: false),
                    AmountMinor = table.Column<long>(type: "bigint", nullable: false),
                    CnyMinor = table.Column<long>(type: "bigint", nullable: true),
                    Reason = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: false),
                    RequestedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    RequestedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Key = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    BodyHash = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: false),
                    RemainingSeenMinor = table.Column<long>(type: "bigint", nullable: false),
                    AtOnce = table.Column<bool>(type: "bit", nullable: false),
                    NotifyUrl = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    IsElsewhere = table.Column<bool>(type: "bit", nullable: false),
                    WaitsForBalance = table.Column<bool>(type: "bit", nullable: false),
                    SentAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    LastSentAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    MayHaveArrived = table.Column<bool>(type: "bit", nullable: false),
                    WasDoubted = table.Column<bool>(type: "bit", nullable: false),
                    LastAnswer = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: true),
                    IsRefusedDoubtfully = table.Column<bool>(type: "bit", nullable: false),
                    Misses = table.Column<int>(type: "int", nullable: false),
                    FirstMissAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    IsLongToldOf = table.Column<bool>(type: "bit", nullable: false),
                    AcceptedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    EndedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    InsteadOf = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false),
                    DueAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Attempts = table.Column<int>(type: "int", nullable: false),
                    Failures = table.Column<int>(type: "int", nullable: false),
                    LeasedUntil = table.Column<DateTime>(type: "datetime2", nullable: true),
                    LeaseToken = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Refunds", x => new { x.TenantId, x.Id });
                    table.CheckConstraint("CK_Refunds_Amount", "AmountMinor > 0");
                    table.ForeignKey(
                        name: "FK_Refunds_Payments_TenantId_PaymentId",
                        columns: x => new { x.TenantId, x.PaymentId },
                        principalTable: "Payments",
                        principalColumns: new[] { "TenantId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Refunds_Refunds_TenantId_InsteadOf",
                        columns: x => new { x.TenantId, x.InsteadOf },
                        principalTable: "Refunds",
                        principalColumns: new[] { "TenantId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Cancels_OneOpen",
                table: "Cancels",
                columns: new[] { "TenantId", "PaymentId" },
                unique: true,
                filter: "Status IN ('Asked', 'Sent')");

            migrationBuilder.CreateIndex(
                name: "IX_Cancels_TenantId_DueAt",
                table: "Cancels",
                columns: new[] { "TenantId", "DueAt" },
                filter: "DueAt IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Cancels_TenantId_Key",
                table: "Cancels",
                columns: new[] { "TenantId", "Key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Cancels_TenantId_PaymentId_RequestedAt",
                table: "Cancels",
                columns: new[] { "TenantId", "PaymentId", "RequestedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Refunds_TenantId_DueAt",
                table: "Refunds",
                columns: new[] { "TenantId", "DueAt" },
                filter: "DueAt IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Refunds_TenantId_Key",
                table: "Refunds",
                columns: new[] { "TenantId", "Key" },
                unique: true,
                filter: "\"Key\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Refunds_TenantId_Number",
                table: "Refunds",
                columns: new[] { "TenantId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Refunds_TenantId_PaymentId",
                table: "Refunds",
                columns: new[] { "TenantId", "PaymentId" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Cancels");

            migrationBuilder.DropTable(
                name: "Refunds");

            migrationBuilder.DropColumn(
                name: "AmountMinor",
                table: "PaymentSteps");

            migrationBuilder.DropColumn(
                name: "By",
                table: "PaymentSteps");

            migrationBuilder.DropColumn(
                name: "RefundNo",
                table: "PaymentSteps");

            migrationBuilder.DropColumn(
                name: "HeldMinor",
                table: "Payments");

            migrationBuilder.DropColumn(
                name: "SaidPaidAt",
                table: "Payments");

            migrationBuilder.DropColumn(
                name: "StepCount",
                table: "Payments");

            migrationBuilder.DropColumn(
                name: "RefundFee",
                table: "Notifications");

            migrationBuilder.DropColumn(
                name: "RefundNo",
                table: "Notifications");
        }
    }
}
