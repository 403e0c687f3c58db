using System.Runtime.InteropServices;

namespace KinesisPlatform.Cli;

/// <summary>Ctrl-C and SIGTERM. The first asks the command to end in order: to cancel what it started elsewhere, or to say what goes on there. The second ends it at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly Lock _gate = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private CancellationTokenSource? _scope;

    public Interruption()
    {
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Interrupt(context, Cli.ExitCode.Interrupted)));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Interrupt(context, Cli.ExitCode.Terminated)));
    }

    public CancellationToken Token => _source.Token;

    public int ExitCode { get; private set; } = Cli.ExitCode.Interrupted;

    /// <summary>Until it is disposed, Ctrl-C cancels the scope and not the command: an interactive session outlives its queries.</summary>
    public Scope EnterScope()
    {
        lock (_gate) return new(this, _scope = CancellationTokenSource.CreateLinkedTokenSource(Token));
    }

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _source.Dispose();
    }

    private void Interrupt(PosixSignalContext context, int exitCode)
    {
        lock (_gate)
        {
            if (exitCode == Cli.ExitCode.Interrupted && _scope is { IsCancellationRequested: false } scope)
            {
                context.Cancel = true;
                scope.Cancel();
                return;
            }
            // The second time: the runtime's own handler ends the process.
            if (_source.IsCancellationRequested) return;
            context.Cancel = true;
            ExitCode = exitCode;
            _source.Cancel();
        }
    }

    private void Leave(CancellationTokenSource scope)
    {
        lock (_gate)
            if (_scope == scope) _scope = null;
        scope.Dispose();
    }

    /// <summary>See <see cref="EnterScope"/>.</summary>
    internal readonly struct Scope(Interruption owner, CancellationTokenSource source) : IDisposable
    {
        public CancellationToken Token => source.Token;

        public void Dispose() => owner.Leave(source);
    }
}
