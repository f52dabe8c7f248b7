using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HumanRights.Identity.Database.Migrations
{
    /// <inheritdoc />
    public partial class Letters : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "confirm_by",
                table: "people",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "organisation_name",
                table: "people",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<uint>(
                name: "xmin",
                table: "people",
                type: "xid",
                rowVersion: true,
                nullable: false,
                defaultValue: 0u);

            migrationBuilder.AddColumn<int>(
                name: "generation",
                table: "credentials",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "certificate_names",
                columns: table => new
                {
                    certificate_id = table.Column<Guid>(type: "uuid", nullable: false),
                    person_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    frozen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_certificate_names", x => x.certificate_id);
                    table.ForeignKey(
                        name: "FK_certificate_names_people_person_id",
                        column: x => x.person_id,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "letters",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    person_id = table.Column<Guid>(type: "uuid", nullable: false),
                    purpose = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_letters", x => x.id);
                    table.ForeignKey(
                        name: "FK_letters_people_person_id",
                        column: x => x.person_id,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_vault_accesses_at",
                table: "vault_accesses",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_people_confirm_by",
                table: "people",
                column: "confirm_by",
                filter: "confirm_by is not null");

            migrationBuilder.CreateIndex(
                name: "IX_certificate_names_person_id",
                table: "certificate_names",
                column: "person_id");

            migrationBuilder.CreateIndex(
                name: "IX_letters_expires_at",
                table: "letters",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "IX_letters_person_id",
                table: "letters",
                column: "person_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "certificate_names");

            migrationBuilder.DropTable(
                name: "letters");

            migrationBuilder.DropIndex(
                name: "IX_vault_accesses_at",
                table: "vault_accesses");

            migrationBuilder.DropIndex(
                name: "IX_people_confirm_by",
                table: "people");

            migrationBuilder.DropColumn(
                name: "confirm_by",
                table: "people");

            migrationBuilder.DropColumn(
                name: "organisation_name",
                table: "people");

            migrationBuilder.DropColumn(
                name: "xmin",
                table: "people");

            migrationBuilder.DropColumn(
                name: "generation",
                table: "credentials");
        }
    }
}
