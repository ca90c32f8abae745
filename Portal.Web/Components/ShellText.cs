namespace Portal.Web.Components;

/// <summary>Words that every page shares: the shell, states, errors.</summary>
public sealed class ShellText;
