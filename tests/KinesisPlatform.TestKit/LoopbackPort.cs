using System.Net;
using System.Net.Sockets;

namespace KinesisPlatform.TestKit;

/// <summary>Ports of this machine that a test names before it uses them.</summary>
public static class LoopbackPort
{
    // Below the range from which systems take the ports of outgoing connections, and of whoever asks for any: a port chosen here stays free until it is bound.
    private const int First = 10_000, End = 20_000;

    /// <summary>One at which nobody listens, for a program that is about to.</summary>
    public static int Find()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, End);
            using var socket = NewSocket();
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Somebody else's.
            }
        }
    }

    /// <summary>One at which nobody listens, nor can before it is disposed: connections are refused.</summary>
    public static Socket Refusing(out int port)
    {
        var socket = NewSocket();
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        return socket;
    }

    private static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
}
