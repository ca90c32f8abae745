using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Infrastructure.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class CodeActs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "RefusedAct",
                table: "QrCodes",
                type: "TEXT",
                unicode: false,
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "ReplacedAt",
                table: "QrCodes",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "ReplacesId",
                table: "QrCodes",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "StatusAt",
                table: "QrCodes",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "SuspectFrom",
                table: "QrCodes",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "SuspectUntil",
                table: "QrCodes",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ToldAddress",
                table: "QrCodes",
                type: "TEXT",
                maxLength: 256,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ToldName",
                table: "QrCodes",
                type: "TEXT",
                maxLength: 256,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Wanted",
                table: "QrCodes",
                type: "TEXT",
                unicode: false,
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "WantedAddress",
                table: "QrCodes",
                type: "TEXT",
                maxLength: 256,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "WantedAt",
                table: "QrCodes",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "WantedBy",
                table: "QrCodes",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "WantedDoneAt",
                table: "QrCodes",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "WantedTwice",
                table: "QrCodes",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "Address",
                table: "Counters",
                type: "TEXT",
                maxLength: 256,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "CodeNotes",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    CounterId = table.Column<Guid>(type: "TEXT", nullable: false),
                    CodeId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Act = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: true),
                    Kind = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    By = table.Column<Guid>(type: "TEXT", nullable: true),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CodeNotes", x => new { x.TenantId, x.Id });
                    table.ForeignKey(
                        name: "FK_CodeNotes_QrCodes_TenantId_CodeId",
                        columns: x => new { x.TenantId, x.CodeId },
                        principalTable: "QrCodes",
                        principalColumns: new[] { "TenantId", "Id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_CodeNotes_TenantId_CounterId",
                table: "CodeNotes",
                columns: new[] { "TenantId", "CounterId" });

            migrationBuilder.AddForeignKey(
                name: "FK_QrCodes_QrCodes_TenantId_ReplacesId",
                table: "QrCodes",
                columns: new[] { "TenantId", "ReplacesId" },
                principalTable: "QrCodes",
                principalColumns: new[] { "TenantId", "Id" },
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_QrCodes_QrCodes_TenantId_ReplacesId",
                table: "QrCodes");

            migrationBuilder.DropTable(
                name: "CodeNotes");

            migrationBuilder.DropColumn(
                name: "RefusedAct",
                table: "QrCodes");

            migrationBuilder.DropColumn(
                name: "ReplacedAt",
                table: "QrCodes");

            migrationBuilder.DropColumn(
                name: "ReplacesId",
                table: "QrCodes");

            migrationBuilder.DropColumn(
                name: "StatusAt",
                table: "QrCodes");

            migrationBuilder.DropColumn(
                name: "SuspectFrom",
                table: "QrCodes");

            migrationBuilder.DropColumn(
                name: "SuspectUntil",
                table: "QrCodes");

            migrationBuilder.DropColumn(
                name: "ToldAddress",
                table: "QrCodes");

            migrationBuilder.DropColumn(
                name: "ToldName",
                table: "QrCodes");

            migrationBuilder.DropColumn(
                name: "Wanted",
                table: "QrCodes");

            migrationBuilder.DropColumn(
                name: "WantedAddress",
                table: "QrCodes");

            migrationBuilder.DropColumn(
                name: "WantedAt",
                table: "QrCodes");

            migrationBuilder.DropColumn(
                name: "WantedBy",
                table: "QrCodes");

            migrationBuilder.DropColumn(
                name: "WantedDoneAt",
                table: "QrCodes");

            migrationBuilder.DropColumn(
                name: "WantedTwice",
                table: "QrCodes");

            migrationBuilder.DropColumn(
                name: "Address",
                table: "Counters");
        }
    }
}
