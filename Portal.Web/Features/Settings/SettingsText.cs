namespace Portal.Web.Features.Settings;

/// <summary>Words of the shop's settings.</summary>
public sealed class SettingsText;
