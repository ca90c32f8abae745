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
}
