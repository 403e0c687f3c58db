using System.Net;
using System.Net.Sockets;
using KinesisPlatform.Access;
using KinesisPlatform.Access.Keys;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ServiceDefaults.Authentication;

/// <summary>Without keys a service lets in whoever reaches it: it listens where this machine reaches it and nobody else, or not at all.</summary>
internal sealed class LoopbackOnly(AccessKeys keys, ILogger<LoopbackOnly> logger) : IPostConfigureOptions<KestrelServerOptions>
{
    /// <summary>After everything else: there is one such callback per server.</summary>
    public void PostConfigure(string? name, KestrelServerOptions options)
    {
        if (keys.AreConfigured) return;
        Log.NoKeys(logger);
        options.ConfigureEndpointDefaults(listen => Check(listen.EndPoint));
    }

    private static void Check(EndPoint endPoint)
    {
        if (endPoint is UnixDomainSocketEndPoint or NamedPipeEndPoint || (endPoint is IPEndPoint ip && IPAddress.IsLoopback(ip.Address))) return;
        throw new PlatformException(FailureKind.Invalid,
            $"it is to listen on {endPoint}, where others than this machine may reach it, and no API keys are configured. " +
            $"Configure {AccessOptions.SectionName}:Keys (the query-gateway's command create-key makes one), or have it listen on http://localhost only (ASPNETCORE_URLS).");
    }
}
