using Microsoft.EntityFrameworkCore;
using Portal.Domain.People;
using Portal.Domain.Primitives;
using Portal.Domain.Work;

namespace Portal.Infrastructure.Persistence.Work;

/// <summary>The only way for platform staff to act on the installation: reads the sign-in and the platform role anew, checks the right.</summary>
public sealed class PlatformWorks(PortalDatabase database, SecondFactorPolicy policy, TimeProvider clock)
{
    /// <summary>A context without a tenant, after the check; a tenant's rows throw in it.</summary>
    /// <exception cref="AccessDeniedException"><c>not_found</c>: no place on the platform · <c>forbidden</c> · <c>step_up_required</c> · <c>second_factor_required</c>.</exception>
    public async Task<PortalContext> OpenAsync(PlatformActor actor, Permission permission, CancellationToken ct)
    {
        var context = database.OpenWithoutTenant();
        try
        {
            if (actor.User is { } user)
            {
                await CheckAsync(context, user, actor, permission, ct);
            }
            return context;
        }
        catch
        {
            await context.DisposeAsync();
            throw;
        }
    }

    private async Task CheckAsync(PortalContext context, UserId user, PlatformActor actor, Permission permission, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var place = await context.PlatformMemberships.AsNoTracking().FirstOrDefaultAsync(row => row.UserId == user, ct);
        var session = await context.Sessions.AsNoTracking().FirstOrDefaultAsync(row => row.Id == actor.Session && row.UserId == user, ct);
        if (place is null || session?.IsLiveAt(now) != true)
        {
            throw new AccessDeniedException(CommonErrors.NotFound);
        }
        if (!session.HasSecondFactor && policy.RequiresOfStaff)
        {
            throw new AccessDeniedException(CommonErrors.SecondFactorRequired);
        }
        var right = place.Role.Holder().Of(permission);
        if (!right.IsGiven)
        {
            throw new AccessDeniedException(CommonErrors.Forbidden(permission.Name()));
        }
        if (!session.Satisfies(right, permission, now))
        {
            throw new AccessDeniedException(CommonErrors.StepUpRequired);
        }
    }
}
