using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Running;

/// <summary>Gives every endpoint its port before anything starts, so that a taken port is reported at once and by name.</summary>
internal sealed class EndpointAllocator(ResourceCollection resources, IDistributedApplicationBuilder builder)
{
    /// <summary>The name under which Aspire's own testing builder asks for free ports.</summary>
    public const string RandomizePortsKey = "DcpPublisher:RandomizePorts";

    // Below the range from which systems take the ports of outgoing connections: a port chosen here stays free until it is bound.
    private const int FreePortFirst = 20000;
    private const int FreePortEnd = 30000;
    private const int AttemptsMax = 200;

    /// <exception cref="DistributedApplicationException">Fixed ports are taken; the message names all of them.</exception>
    public void Allocate()
    {
        var randomize = builder.Configuration.GetValue(RandomizePortsKey, defaultValue: false);
        var taken = new List<string>();
        var held = new List<Socket>();
        try
        {
            foreach (var resource in resources)
            {
                foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
                {
                    if (!randomize && endpoint.Port is { } port && !TryHold(port, held))
                        taken.Add($"Port {port} of {resource.Name} is taken.");
                    endpoint.AllocatedPort = !randomize && endpoint.Port is { } given ? given : HoldFreePort(held);
                }
            }
        }
        finally
        {
            held.ForEach(socket => socket.Dispose());
        }
        if (taken.Count > 0) throw new DistributedApplicationException(Describe(taken));
    }

    private static string Describe(List<string> taken) =>
        $"The application cannot start: {string.Join(' ', taken)} Stop the program that listens there"
        + $" (perhaps another run of this one; 'ss -ltnp' or 'netstat -ano' shows it), or start with --{RandomizePortsKey}=true to take free ports.";

    private static int HoldFreePort(List<Socket> held)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var port = Random.Shared.Next(FreePortFirst, FreePortEnd);
            if (TryHold(port, held)) return port;
        }
        throw new DistributedApplicationException($"No free port was found from {FreePortFirst} to {FreePortEnd - 1}. Stop programs that listen there.");
    }

    private static bool TryHold(int port, List<Socket> held)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
            held.Add(socket);
            return true;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return false;
        }
    }
}
