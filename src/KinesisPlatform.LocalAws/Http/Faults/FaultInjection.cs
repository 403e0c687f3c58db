using Microsoft.AspNetCore.Http.Features;

namespace KinesisPlatform.LocalAws.Http.Faults;

/// <summary>Carries a request out, or lets the faults that strike it have their way.</summary>
internal sealed class FaultInjection(FaultRegistry faults, TimeProvider time)
{
    public async Task HandleAsync(HttpContext context, ILocalService service)
    {
        if (faults.All.Count == 0)
        {
            await service.HandleAsync(context);
            return;
        }
        var operation = service.OperationOf(context.Request);
        var losesResponse = false;
        foreach (var fault in faults.All.Where(f => f.Strikes(service.SigningName, operation)))
        {
            switch (fault.Kind)
            {
                case FaultKind.Latency:
                    await Task.Delay(fault.Delay, time, context.RequestAborted);
                    break;
                case FaultKind.Error:
                    await service.WriteErrorAsync(context, fault.Error);
                    return;
                default:
                    losesResponse = true;
                    break;
            }
        }
        if (losesResponse) await LoseResponseAsync(context, service);
        else await service.HandleAsync(context);
    }

    private static async Task LoseResponseAsync(HttpContext context, ILocalService service)
    {
        // Whatever the service writes goes nowhere; the client sees its connection end without an answer.
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        await service.HandleAsync(context);
        context.Abort();
    }
}
