using KinesisPlatform.Simulation.Scheduling;

namespace KinesisPlatform.Simulation.Faults;

/// <summary>A process' connection to what is outside of it. A request on its way is nobody's: it takes effect though its sender died meanwhile.</summary>
internal sealed class Link(Scheduler scheduler, SimulatedProcess world, SimulatedProcess process, FaultPlan faults, SeededRandom random, Trace trace, Action<SimulatedProcess> pause)
{
    public SeededRandom Random => random;

    public FaultPlan Faults => faults;

    public SimulatedProcess Process => process;

    public TimeSpan Latency() => TimeSpan.FromMilliseconds(random.Chance(0.3) ? 0 : random.Logarithmic(0.2, 20));

    /// <param name="effect">Runs when the request takes effect, outside of the process.</param>
    public Task<T> SendAsync<T>(string operation, string subject, Delivery delivery, Func<T> effect, CancellationToken cancellationToken)
    {
        var request = new Request<T>(this, operation, subject, effect);
        if (process.IsDead) return request.Answer;
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<T>(cancellationToken);
        request.Send(delivery, cancellationToken);
        return request.Answer;
    }

    private void After(TimeSpan delay, SimulatedProcess where, Action action) => scheduler.After(delay, new(where, static state => ((Action)state!)(), action));

    private void Crash()
    {
        if (process.IsDead) return;
        trace.Write(scheduler.NowTicks, process.Name, "dies", "at a request");
        process.Kill();
    }

    private void Pause() => pause(process);

    private sealed class Request<T>(Link link, string operation, string subject, Func<T> effect)
    {
        private readonly TaskCompletionSource<T> _answer = new();
        private CancellationTokenRegistration _cancellation;
        private T? _result;
        private Exception? _error;

        public Task<T> Answer => _answer.Task;

        public void Send(Delivery delivery, CancellationToken cancellationToken)
        {
            var crashes = link.Process.IsMortal && link.Faults.Strikes(FaultKind.CrashAtRequest, link.Random);
            if (crashes && link.Random.Chance(0.3))
            {
                link.Crash();
                return;
            }
            var pauses = link.Process.IsMortal && link.Faults.Strikes(FaultKind.PauseAtRequest, link.Random);
            if (delivery.EffectAfter is { } effectAfter) link.After(effectAfter, link.World, () => TakeEffect(delivery, crashes, pauses));
            // Answered when everything that the answer depends on has happened, the repetition too.
            if (delivery.EffectAfter is null || delivery.Failure is not null && delivery.EffectAfter > delivery.AnswerAfter) link.After(delivery.AnswerAfter, link.Process, () => Complete(delivery));
            if (cancellationToken.CanBeCanceled) _cancellation = cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource<T>)state!).TrySetCanceled(token), _answer);
        }

        private void TakeEffect(Delivery delivery, bool crashes, bool pauses)
        {
            Apply();
            if (crashes) link.Crash();
            if (pauses) link.Pause();
            var left = delivery.AnswerAfter - delivery.EffectAfter!.Value;
            if (delivery.RepeatAfter is { } repeat)
            {
                link.After(repeat, link.World, () =>
                {
                    Apply();
                    link.After(left, link.Process, () => Complete(delivery));
                });
            }
            else if (left >= TimeSpan.Zero) link.After(left, link.Process, () => Complete(delivery));
        }

        private void Apply()
        {
            try
            {
                (_result, _error) = (effect(), null);
            }
            catch (Exception error) when (error is PlatformException or Amazon.Runtime.AmazonServiceException)
            {
                _error = error;
            }
            link.Note(operation, subject, _error is null ? Describe(_result) : _error.GetType().Name);
        }

        private void Complete(Delivery delivery)
        {
            _cancellation.Dispose();
            if ((delivery.Failure ?? _error) is { } failure)
            {
                if (delivery.Failure is not null) link.Note(operation, subject, $"-> {failure.GetType().Name}");
                _answer.TrySetException(failure);
            }
            else _answer.TrySetResult(_result!);
        }

        private static string Describe(T? result) => result is null ? "-> null" : "";
    }

    private SimulatedProcess World => world;

    private void Note(string operation, string subject, string outcome) => trace.Write(scheduler.NowTicks, process.Name, operation, $"{subject} {outcome}");
}
