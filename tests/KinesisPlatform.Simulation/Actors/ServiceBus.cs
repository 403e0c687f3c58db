using KinesisPlatform.Messaging;
using KinesisPlatform.Simulation.Faults;
using KinesisPlatform.Simulation.Histories;
using KinesisPlatform.Simulation.Scheduling;

namespace KinesisPlatform.Simulation.Actors;

/// <summary>The queues between services: each message goes to one of those that take it, late, in any order, sometimes twice, and not at all where who has it dies.</summary>
internal sealed class ServiceBus(World world)
{
    private readonly SeededRandom _random = world.Fork("bus");
    private readonly List<(SimulatedProcess Process, Func<object, bool> Takes, Func<object, Task> HandleAsync)> _consumers = [];

    /// <param name="takes">Which messages are this service's.</param>
    public void Join(SimulatedProcess process, Func<object, bool> takes, Func<object, Task> handleAsync) => _consumers.Add((process, takes, handleAsync));

    public IMessageSender SenderOf(Link link) => new Sender(this, link);

    private void Deliver(object message)
    {
        var alive = _consumers.FindAll(consumer => !consumer.Process.IsDead && consumer.Takes(message));
        if (alive.Count == 0) return;
        var (process, _, handleAsync) = _random.Pick(alive);
        world.Note(process.Name, "receives", $"{message}");
        process.Start(async () =>
        {
            try
            {
                await handleAsync(message);
            }
            catch (PlatformException)
            {
                // Into the queue again, or among the errors: whoever waits asks again, and the sweep finds what is left to do.
            }
        });
    }

    private sealed class Sender(ServiceBus bus, Link link) : IMessageSender
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
