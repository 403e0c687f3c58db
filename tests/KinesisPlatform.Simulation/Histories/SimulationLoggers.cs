using KinesisPlatform.Simulation.Checking;
using KinesisPlatform.Simulation.Scheduling;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Simulation.Histories;

/// <summary>A process' logs: into the trace when it is written. An error with an exception is one that nobody expected: the history's failure.</summary>
internal sealed class SimulationLoggers(Trace trace, Scheduler scheduler, RejectionChecker rejections, SimulatedProcess process) : ILoggerFactory
{
    /// <summary>Where work may fail for a reason that its caller is told: whether it is one. Nobody expects any other error even then.</summary>
    public Func<Exception, bool>? Expects { get; set; }

    public ILogger<T> Create<T>() => new Logger<T>(this);

    public ILogger CreateLogger(string categoryName) => new ProcessLogger(this, trace, scheduler, rejections, process);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose() { }

    private sealed class ProcessLogger(SimulationLoggers loggers, Trace trace, Scheduler scheduler, RejectionChecker rejections, SimulatedProcess process) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning || trace.IsWritten;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (process.IsDead) return;
            if (trace.IsWritten) trace.Log(scheduler.NowTicks, process.Name, formatter(state, exception));
            if (state is IReadOnlyList<KeyValuePair<string, object?>> values) rejections.Logged(process, eventId.Id, values);
            if (logLevel >= LogLevel.Error && exception is not null && loggers.Expects?.Invoke(exception) != true) scheduler.Fail("no unexpected error", $"{process.Name}: {formatter(state, exception)} {exception}");
        }
    }
}
