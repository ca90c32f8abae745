namespace Portal.Web.Features.Simulator;

/// <summary>Words of the wallet; the keys are names.</summary>
public sealed class SimulatorText;
