using Portal.Web.Cli;
using Portal.Web.Composition;

if (args is [var verb, ..] && PortalCommands.IsVerb(verb))
{
    return await PortalCommands.RunAsync(args, Console.Out, Console.Error);
}
return await PortalHost.RunAsync(args);
