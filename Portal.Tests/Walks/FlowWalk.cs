using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Attention;
using Portal.Domain.Primitives;
using Portal.Domain.Work;
using Portal.Tests.TestKit;

namespace Portal.Tests.Walks;

/// <summary>What pages and their buttons call: every flow and query of the domain that takes an actor and an id, found by reflection, is given ids of the other tenant.</summary>
internal sealed class FlowWalk(WalkStage stage)
{
    private static readonly JsonSerializerOptions s_json = new() { MaxDepth = 16 };
    private readonly Dictionary<Type, (object Own, object Foreign, Func<object> Missing)> _ids = new()
    {
        [typeof(CounterId)] = (stage.Front.Counter.Id, stage.Theirs.Counter.Id, () => CounterId.New()),
        [typeof(QrCodeId)] = (stage.Front.Counter.Code, stage.Theirs.Counter.Code, () => QrCodeId.New()),
        [typeof(PaymentId)] = (stage.Front.Payment, stage.Theirs.Payment, () => PaymentId.New()),
        [typeof(RefundId)] = (RefundId.New(), stage.TheirRefund, () => RefundId.New()),
        [typeof(CancelId)] = (CancelId.New(), stage.TheirCancel, () => CancelId.New()),
        [typeof(ApprovalId)] = (ApprovalId.New(), stage.TheirApproval, () => ApprovalId.New()),
        [typeof(ClaimId)] = (ClaimId.New(), stage.TheirClaim, () => ClaimId.New()),
        [typeof(CaseId)] = (new CaseId(CaseKind.Payment, stage.Front.Payment.Value), new CaseId(CaseKind.Payment, stage.Theirs.Payment.Value), () => new CaseId(CaseKind.Payment, Guid.CreateVersion7())),
        [typeof(UserId)] = (stage.Walkers[0].Actor!.User!.Value, new UserId(Guid.CreateVersion7()), () => new UserId(Guid.CreateVersion7())),
    };

    public int Probes { get; private set; }

    public List<string> Leaks { get; } = [];

    /// <summary>Methods that take an actor first and an id after it.</summary>
    public static IReadOnlyList<MethodInfo> Methods { get; } = [.. typeof(Actor).Assembly.GetExportedTypes()
        .Where(type => type is { IsClass: true } or { IsInterface: true })
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .Where(method => method.GetParameters() is [{ ParameterType: var first }, ..] && first == typeof(Actor) && method.GetParameters().Any(IsId))];

    public async Task RunAsync()
    {
        await using var scope = stage.Portal.Services.CreateAsyncScope();
        foreach (var method in Methods)
        {
            var target = scope.ServiceProvider.GetRequiredService(method.DeclaringType!);
            var places = method.GetParameters().Where(IsId).ToList();
            foreach (var walker in stage.Walkers.Where(walker => walker.Actor is not null))
            {
                await CompareAsync(method, target, walker, places);
                foreach (var place in places.Where(_ => places.Count > 1))
                {
                    await CompareAsync(method, target, walker, [place]);
                }
            }
        }
    }

    private static bool IsId(ParameterInfo parameter) => IdOf(parameter.ParameterType).Name.EndsWith("Id", StringComparison.Ordinal) && IdOf(parameter.ParameterType).IsValueType;

    private static Type IdOf(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private async Task CompareAsync(MethodInfo method, object target, Walker walker, IReadOnlyList<ParameterInfo> strange)
    {
        Probes++;
        var foreign = await SaidAsync(method, target, walker, strange, id => id.Foreign);
        var missing = await SaidAsync(method, target, walker, strange, id => id.Missing());
        if (foreign != missing || foreign.Contains(stage.Theirs.TradeNo, StringComparison.Ordinal) || foreign.Contains(stage.Theirs.CounterName, StringComparison.Ordinal))
        {
            Leaks.Add($"{method.DeclaringType!.Name}.{method.Name}, {string.Join(" and ", strange.Select(place => place.Name))}, {walker.Name}: {foreign}; of nobody's: {missing}");
        }
    }

    private async Task<string> SaidAsync(MethodInfo method, object target, Walker walker, IReadOnlyList<ParameterInfo> strange, Func<(object Own, object Foreign, Func<object> Missing), object> take)
    {
        var arguments = method.GetParameters().Select(parameter =>
            parameter.ParameterType == typeof(Actor) ? walker.Actor
            : IsId(parameter) ? Id(parameter)
            : parameter.ParameterType == typeof(string) ? "x"
            : parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null).ToArray();
        try
        {
            var task = (Task)method.Invoke(target, arguments)!;
            await task;
            return JsonSerializer.Serialize(task.GetType().GetProperty("Result")!.GetValue(task), s_json);
        }
        catch (AccessDeniedException denied)
        {
            return denied.Error.Code;
        }

        object Id(ParameterInfo parameter)
        {
            var ids = _ids.TryGetValue(IdOf(parameter.ParameterType), out var known) ? known : throw new InvalidOperationException($"{method.DeclaringType!.Name}.{method.Name}: FlowWalk does not know what a {parameter.ParameterType.Name} of the other tenant is.");
            return strange.Contains(parameter) ? take(ids) : ids.Own;
        }
    }
}
