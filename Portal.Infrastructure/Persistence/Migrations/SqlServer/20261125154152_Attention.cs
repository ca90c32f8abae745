using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Infrastructure.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Attention : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "DecidedAt",
                table: "Refunds",
                type: "datetime2",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "DecidedBy",
                table: "Refunds",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "DecidedReason",
                table: "Refunds",
                type: "nvarchar(500)",
                maxLength: 500,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "DecidedAt",
                table: "Payments",
                type: "datetime2",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "DecidedBy",
                table: "Payments",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "DecidedReason",
                table: "Payments",
                type: "nvarchar(500)",
                maxLength: 500,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "UnclearToldAt",
                table: "Payments",
                type: "datetime2",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "DecidedAt",
                table: "Cancels",
                type: "datetime2",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "DecidedBy",
                table: "Cancels",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "DecidedReason",
                table: "Cancels",
                type: "nvarchar(500)",
                maxLength: 500,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "ClosedBy",
                table: "Alarms",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ClosedReason",
                table: "Alarms",
                type: "nvarchar(500)",
                maxLength: 500,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "CaseMarks",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Kind = table.Column<string>(type: "varchar(32)", unicode: false, maxLength: 32, nullable: false),
                    SubjectId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    OwnerId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    TakenAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    AskedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    AskedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CaseMarks", x => new { x.TenantId, x.Kind, x.SubjectId });
                    table.ForeignKey(
                        name: "FK_CaseMarks_Tenants_TenantId",
                        column: x => x.TenantId,
                        principalTable: "Tenants",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Notes",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CaseKind = table.Column<string>(type: "varchar(32)", unicode: false, maxLength: 32, nullable: false),
                    SubjectId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    PaymentId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Kind = table.Column<string>(type: "varchar(32)", unicode: false, maxLength: 32, nullable: false),
                    Text = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false),
                    By = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Notes", x => new { x.TenantId, x.Id });
                    table.ForeignKey(
                        name: "FK_Notes_Payments_TenantId_PaymentId",
                        columns: x => new { x.TenantId, x.PaymentId },
                        principalTable: "Payments",
                        principalColumns: new[] { "TenantId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Notes_Tenants_TenantId",
                        column: x => x.TenantId,
                        principalTable: "Tenants",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "OutgoingMails",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Kind = table.Column<string>(type: "varchar(32)", unicode: false, maxLength: 32, nullable: false),
                    Event = table.Column<string>(type: "varchar(80)", unicode: false, maxLength: 80, nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    PaymentId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Count = table.Column<int>(type: "int", nullable: false),
                    Status = table.Column<string>(type: "varchar(32)", unicode: false, maxLength: 32, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    DueAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Attempts = table.Column<int>(type: "int", nullable: false),
                    Failures = table.Column<int>(type: "int", nullable: false),
                    LeasedUntil = table.Column<DateTime>(type: "datetime2", nullable: true),
                    LeaseToken = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OutgoingMails", x => new { x.TenantId, x.Id });
                    table.ForeignKey(
                        name: "FK_OutgoingMails_Tenants_TenantId",
                        column: x => x.TenantId,
                        principalTable: "Tenants",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Refunds_Review",
                table: "Refunds",
                columns: new[] { "TenantId", "Status" },
                filter: "Status = 'Review'");

            migrationBuilder.CreateIndex(
                name: "IX_Refunds_TenantId_RequestedBy_RequestedAt",
                table: "Refunds",
                columns: new[] { "TenantId", "RequestedBy", "RequestedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Cancels_Review",
                table: "Cancels",
                columns: new[] { "TenantId", "Status" },
                filter: "Status = 'Review'");

            migrationBuilder.CreateIndex(
                name: "IX_Cancels_TenantId_RequestedBy_RequestedAt",
                table: "Cancels",
                columns: new[] { "TenantId", "RequestedBy", "RequestedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Notes_TenantId_CaseKind_SubjectId",
                table: "Notes",
                columns: new[] { "TenantId", "CaseKind", "SubjectId" });

            migrationBuilder.CreateIndex(
                name: "IX_Notes_TenantId_PaymentId",
                table: "Notes",
                columns: new[] { "TenantId", "PaymentId" },
                filter: "PaymentId IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_OutgoingMails_TenantId_DueAt",
                table: "OutgoingMails",
                columns: new[] { "TenantId", "DueAt" },
                filter: "DueAt IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_OutgoingMails_TenantId_Event_UserId",
                table: "OutgoingMails",
                columns: new[] { "TenantId", "Event", "UserId" },
                unique: true,
                filter: "[UserId] IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CaseMarks");

            migrationBuilder.DropTable(
                name: "Notes");

            migrationBuilder.DropTable(
                name: "OutgoingMails");

            migrationBuilder.DropIndex(
                name: "IX_Refunds_Review",
                table: "Refunds");

            migrationBuilder.DropIndex(
                name: "IX_Refunds_TenantId_RequestedBy_RequestedAt",
                table: "Refunds");

            migrationBuilder.DropIndex(
                name: "IX_Cancels_Review",
                table: "Cancels");

            migrationBuilder.DropIndex(
                name: "IX_Cancels_TenantId_RequestedBy_RequestedAt",
                table: "Cancels");

            migrationBuilder.DropColumn(
                name: "DecidedAt",
                table: "Refunds");

            migrationBuilder.DropColumn(
                name: "DecidedBy",
                table: "Refunds");

            migrationBuilder.DropColumn(
                name: "DecidedReason",
                table: "Refunds");

            migrationBuilder.DropColumn(
                name: "DecidedAt",
                table: "Payments");

            migrationBuilder.DropColumn(
                name: "DecidedBy",
                table: "Payments");

            migrationBuilder.DropColumn(
                name: "DecidedReason",
                table: "Payments");

            migrationBuilder.DropColumn(
                name: "UnclearToldAt",
                table: "Payments");

            migrationBuilder.DropColumn(
                name: "DecidedAt",
                table: "Cancels");

            migrationBuilder.DropColumn(
                name: "DecidedBy",
                table: "Cancels");

            migrationBuilder.DropColumn(
                name: "DecidedReason",
                table: "Cancels");

            migrationBuilder.DropColumn(
                name: "ClosedBy",
                table: "Alarms");

            migrationBuilder.DropColumn(
                name: "ClosedReason",
                table: "Alarms");
        }
    }
}
