using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Infrastructure.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Approvals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "ApprovedAt",
                table: "Refunds",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "ApprovedBy",
                table: "Refunds",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Approvals",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PaymentId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Status = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    Currency = table.Column<string>(type: "TEXT", unicode: false, maxLength: 3, nullable: false),
                    AmountMinor = table.Column<long>(type: "INTEGER", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    Rule = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    RequestedBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    RequestedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Key = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    BodyHash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    AnsweredBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    AnsweredAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    AnswerReason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    RefundId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Approvals", x => new { x.TenantId, x.Id });
                    table.CheckConstraint("CK_Approvals_Amount", "AmountMinor > 0");
                    table.ForeignKey(
                        name: "FK_Approvals_Payments_TenantId_PaymentId",
                        columns: x => new { x.TenantId, x.PaymentId },
                        principalTable: "Payments",
                        principalColumns: new[] { "TenantId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Approvals_Refunds_TenantId_RefundId",
                        columns: x => new { x.TenantId, x.RefundId },
                        principalTable: "Refunds",
                        principalColumns: new[] { "TenantId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "LimitRules",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Role = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: true),
                    UserId = table.Column<Guid>(type: "TEXT", nullable: true),
                    AmountMinor = table.Column<long>(type: "INTEGER", nullable: true),
                    PerHour = table.Column<int>(type: "INTEGER", nullable: true),
                    Days = table.Column<int>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LimitRules", x => new { x.TenantId, x.Id });
                    table.ForeignKey(
                        name: "FK_LimitRules_Tenants_TenantId",
                        column: x => x.TenantId,
                        principalTable: "Tenants",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Refunds_TenantId_ApprovedBy_RequestedAt",
                table: "Refunds",
                columns: new[] { "TenantId", "ApprovedBy", "RequestedAt" },
                filter: "ApprovedBy IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Approvals_OneOpen",
                table: "Approvals",
                columns: new[] { "TenantId", "PaymentId", "Status" },
                unique: true,
                filter: "Status = 'Asked'");

            migrationBuilder.CreateIndex(
                name: "IX_Approvals_TenantId_Key",
                table: "Approvals",
                columns: new[] { "TenantId", "Key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Approvals_TenantId_PaymentId",
                table: "Approvals",
                columns: new[] { "TenantId", "PaymentId" });

            migrationBuilder.CreateIndex(
                name: "IX_LimitRules_TenantId_Role",
                table: "LimitRules",
                columns: new[] { "TenantId", "Role" },
                unique: true,
                filter: "Role IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_LimitRules_TenantId_UserId",
                table: "LimitRules",
                columns: new[] { "TenantId", "UserId" },
                unique: true,
                filter: "UserId IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Approvals");

            migrationBuilder.DropTable(
                name: "LimitRules");

            migrationBuilder.DropIndex(
                name: "IX_Refunds_TenantId_ApprovedBy_RequestedAt",
                table: "Refunds");

            migrationBuilder.DropColumn(
                name: "ApprovedAt",
                table: "Refunds");

            migrationBuilder.DropColumn(
                name: "ApprovedBy",
                table: "Refunds");
        }
    }
}
