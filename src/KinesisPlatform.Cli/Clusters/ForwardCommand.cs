using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using KinesisPlatform.Cli.Doctor;

namespace KinesisPlatform.Cli.Clusters;

/// <summary><c>kp forward-local-ports ID</c>: a cluster's ports on this machine, by an SSM session or by ssh, until Ctrl-C. Prints nothing while all is well.</summary>
internal static class ForwardCommand
{
    private const string Ssm = "ssm", Ssh = "ssh";
    private const string SsmRemedy = "Install the AWS CLI, version 2, and its session-manager-plugin; or forward by --via ssh.";
    private const string SshRemedy = "Install OpenSSH's client; or forward by --via ssm.";

    public static Command Create(Interruption interruption)
    {
        var id = ClusterArgument.Create();
        var ports = new Argument<PortPair[]>("ports")
        {
            Description = "Ports of the primary instance, or LOCAL:REMOTE. By default the engine's and its web interfaces'.",
            Arity = ArgumentArity.ZeroOrMore,
            CustomParser = result =>
            {
                var pairs = result.Tokens.Select(token => PortPair.Parse(token.Value)).ToList();
                foreach (var wrong in result.Tokens.Where((_, i) => pairs[i] is null)) result.AddError($"'{wrong.Value}' is not a port, such as 8889 or 9000:8889.");
                return [.. pairs.Where(pair => pair is not null).Select(pair => pair!.Value)];
            },
        };
        var via = new Option<string>("--via") { Description = "ssm (the AWS CLI with its session-manager-plugin; needs no open port and no key) or ssh.", DefaultValueFactory = _ => Ssm };
        via.AcceptOnlyFromAmong(Ssm, Ssh);
        var key = new Option<FileInfo>("--ssh-key") { Description = "The private key for ssh, where it is not one of ssh's own.", HelpName = "FILE" };
        key.AcceptExistingOnly();
        var user = new Option<string>("--ssh-user") { Description = "Who to be for ssh.", DefaultValueFactory = _ => "hadoop" };
        return new Command("forward-local-ports", "Reach a cluster's ports from this machine, until Ctrl-C.").With(id, ports, via, key, user).Does(interruption, async (context, cancellationToken) =>
        {
            var cluster = await context.Provisioner.GetAsync(ClusterArgument.PathOf(context.Parsed.GetRequiredValue(id)), KpJson.Default.ClusterDetails, cancellationToken);
            if (!cluster.IsReady) throw new KpException(ExitCode.Usage, $"Cluster {cluster.Id} is {cluster.State}: there is nothing to reach.") { Hint = $"kp wait-until-ready {cluster.Id}" };
            var pairs = context.Parsed.GetValue(ports) is { Length: > 0 } given ? given : PortsOf(cluster);
            CheckFree(pairs);
            var processes = context.Parsed.GetValue(via) == Ssh
                ? [StartSsh(cluster, pairs, context.Parsed.GetValue(user)!, context.Parsed.GetValue(key))]
                : StartSsm(cluster, pairs, (await AwsSettings.FindAsync(context, null, cancellationToken)).Region);
            return await ForwardAsync(processes, cancellationToken);
        });
    }

    private static async Task<int> ForwardAsync(List<ForwardingProcess> processes, CancellationToken cancellationToken)
    {
        try
        {
            throw await await Task.WhenAny(processes.Select(process => process.FailAsync(cancellationToken)));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // That is how forwarding ends.
            return ExitCode.Done;
        }
        finally
        {
            await Task.WhenAll(processes.Select(process => process.StopAsync()));
            foreach (var process in processes) process.Dispose();
        }
    }

    // AWS Systems Manager user guide, "Starting a session (port forwarding)": a session forwards one port.
    private static List<ForwardingProcess> StartSsm(ClusterDetails cluster, IReadOnlyList<PortPair> ports, string? region)
    {
        var target = PrimaryOf(cluster).Ec2Id ?? throw new KpException(ExitCode.Failed, $"EMR does not say which EC2 instance is the primary of {cluster.Id}.");
        return
        [
            .. ports.Select(port => ForwardingProcess.Start(
                "aws",
                [
                    "ssm", "start-session", "--target", target, "--document-name", "AWS-StartPortForwardingSession",
                    "--parameters", string.Create(CultureInfo.InvariantCulture, $"portNumber={port.Remote},localPortNumber={port.Local}"),
                    .. region is null ? Array.Empty<string>() : ["--region", region],
                ], SsmRemedy)),
        ];
    }

    private static ForwardingProcess StartSsh(ClusterDetails cluster, IReadOnlyList<PortPair> ports, string user, FileInfo? key)
    {
        var host = PrimaryOf(cluster).PrivateDnsName ?? throw new KpException(ExitCode.Failed, $"EMR does not say how the primary instance of {cluster.Id} is called.");
        // It must not ask anything: nobody sees it.
        List<string> args = ["-N", "-o", "BatchMode=yes", "-o", "ExitOnForwardFailure=yes", "-o", "ServerAliveInterval=30", "-o", "ServerAliveCountMax=3"];
        foreach (var port in ports) args.AddRange(["-L", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port.Local}:{host}:{port.Remote}")]);
        if (key is not null) args.AddRange(["-i", key.FullName]);
        return ForwardingProcess.Start(Ssh, [.. args, "-l", user, "--", host], SshRemedy);
    }

    private static ClusterInstance PrimaryOf(ClusterDetails cluster) => cluster.Instances?.FirstOrDefault(instance => instance.Role == "primary" && instance.State is null or "RUNNING")
        ?? throw new KpException(ExitCode.Unavailable, $"The primary instance of {cluster.Id} is not known now.") { Hint = cluster.Notes is { Count: > 0 } notes ? notes[0] : "Try again in a moment." };

    private static PortPair[] PortsOf(ClusterDetails cluster) =>
        [.. (cluster.Endpoints ?? []).Select(endpoint => Uri.TryCreate(endpoint.Uri.Replace("jdbc:", "", StringComparison.Ordinal), UriKind.Absolute, out var uri) ? uri.Port : -1).Where(port => port > 0).Distinct().Select(port => new PortPair(port, port))];

    // Told before a session is opened for nothing.
    private static void CheckFree(IReadOnlyList<PortPair> ports)
    {
        var taken = ports.Where(port => !IsFree(port.Local)).ToList();
        if (taken.Count > 0)
            throw new KpException(ExitCode.Usage, $"Something of this machine listens on {string.Join(", ", taken.Select(port => port.Local))} already.") { Hint = $"Choose another: {taken[0].Local + 10_000}:{taken[0].Remote}" };
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
