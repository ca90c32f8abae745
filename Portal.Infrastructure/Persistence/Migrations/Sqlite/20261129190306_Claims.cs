using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Infrastructure.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Claims : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "RecoveredAt",
                table: "Payments",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Claims",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: true),
                    AmountMinor = table.Column<long>(type: "INTEGER", nullable: true),
                    Around = table.Column<DateTime>(type: "TEXT", nullable: true),
                    CounterId = table.Column<Guid>(type: "TEXT", nullable: true),
                    AskedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    AskedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Verdict = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    PaymentId = table.Column<Guid>(type: "TEXT", nullable: true),
                    FoundTradeNo = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: true),
                    FoundOutTradeNo = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: true),
                    FoundMinor = table.Column<long>(type: "INTEGER", nullable: true),
                    FoundCurrency = table.Column<string>(type: "TEXT", unicode: false, maxLength: 3, nullable: true),
                    FoundCnyMinor = table.Column<long>(type: "INTEGER", nullable: true),
                    FoundPaidAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    FoundRefunded = table.Column<bool>(type: "INTEGER", nullable: false),
                    FoundPayer = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    FoundPayerHash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: true),
                    AddedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    AddedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Claims", x => new { x.TenantId, x.Id });
                    table.ForeignKey(
                        name: "FK_Claims_Counters_TenantId_CounterId",
                        columns: x => new { x.TenantId, x.CounterId },
                        principalTable: "Counters",
                        principalColumns: new[] { "TenantId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Claims_Payments_TenantId_PaymentId",
                        columns: x => new { x.TenantId, x.PaymentId },
                        principalTable: "Payments",
                        principalColumns: new[] { "TenantId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Claims_Tenants_TenantId",
                        column: x => x.TenantId,
                        principalTable: "Tenants",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Claims_TenantId_AskedAt",
                table: "Claims",
                columns: new[] { "TenantId", "AskedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Claims_TenantId_AskedBy_AskedAt",
                table: "Claims",
                columns: new[] { "TenantId", "AskedBy", "AskedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Claims_TenantId_FoundTradeNo",
                table: "Claims",
                columns: new[] { "TenantId", "FoundTradeNo" },
                unique: true,
                filter: "FoundTradeNo IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Claims_TenantId_Number_AskedAt",
                table: "Claims",
                columns: new[] { "TenantId", "Number", "AskedAt" },
                filter: "Number IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Claims");

            migrationBuilder.DropColumn(
                name: "RecoveredAt",
                table: "Payments");
        }
    }
}
