namespace Portal.Web.Features.Simulator;

/// <summary>Words of the wallet and the pages beside it; the keys are names.</summary>
public sealed class SimulatorText;
