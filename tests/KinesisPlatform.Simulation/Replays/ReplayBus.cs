using KinesisPlatform.Contracts;
using KinesisPlatform.Messaging;
using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.ReplayCoordinator.Plans;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.Simulation.Faults;
using KinesisPlatform.Simulation.Histories;
using KinesisPlatform.Simulation.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace KinesisPlatform.Simulation.Replays;

/// <summary>The queue that coordinators compete for: each message goes to one of them, late, in any order, sometimes twice, and not at all where who has it dies.</summary>
internal sealed class ReplayBus(World world)
{
    private readonly SeededRandom _random = world.Fork("bus");
    private readonly List<(SimulatedProcess Process, IServiceProvider Services)> _consumers = [];

    public void Join(SimulatedProcess process, IServiceProvider services) => _consumers.Add((process, services));

    public IMessageSender SenderOf(Link link) => new Sender(this, link);

    private void Deliver(object message)
    {
        var alive = _consumers.FindAll(consumer => !consumer.Process.IsDead);
        if (alive.Count == 0) return;
        var (process, services) = _random.Pick(alive);
        world.Note(process.Name, "receives", $"{message}");
        process.Start(() => HandleAsync(services, message));
    }

    private static async Task HandleAsync(IServiceProvider services, object message)
    {
        try
        {
            switch (message)
            {
                case StartReplay start: services.GetRequiredService<ReplayPlanner>().Start(start.ReplayId); break;
                case RunReplayPart run: services.GetRequiredService<PartRunner>().Start(run.ReplayId, run.Part); break;
                case ReplayPartCompleted completed: await services.GetRequiredService<ReplayAdvancer>().AdvanceAsync(completed.ReplayId, CancellationToken.None); break;
            }
        }
        catch (PlatformException)
        {
            // Into the queue again, or among the errors: the sweep finds what is left to do.
        }
    }

    private sealed class Sender(ReplayBus bus, Link link) : IMessageSender
    {
        public Task SendAsync<T>(T command, CancellationToken cancellationToken) where T : class => PublishAsync(command, cancellationToken);

        public Task PublishAsync<T>(T @event, CancellationToken cancellationToken) where T : class
        {
            var delivery = new Delivery(link.Latency(), null, link.Latency() * 2, null);
            return link.SendAsync("SEND", typeof(T).Name, delivery with { AnswerAfter = delivery.EffectAfter!.Value + delivery.AnswerAfter }, () =>
            {
                for (var copies = bus._random.Chance(0.05) ? 2 : 1; copies > 0; copies--)
                {
                    var late = bus._random.Chance(0.1) ? bus._random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(20)) : TimeSpan.FromMilliseconds(bus._random.Logarithmic(1, 100));
                    bus.DeliverAfter(late, @event);
                }
                return true;
            }, cancellationToken);
        }
    }

    private void DeliverAfter(TimeSpan delay, object message) => world.Outside.Start(async () =>
    {
        await Task.Delay(delay, world.Outside.Clock);
        Deliver(message);
    });
}
