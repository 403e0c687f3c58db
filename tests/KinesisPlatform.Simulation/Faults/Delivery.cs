namespace KinesisPlatform.Simulation.Faults;

/// <summary>What the network makes of one request.</summary>
/// <param name="EffectAfter">When it takes effect, counted from its sending; null: never.</param>
/// <param name="RepeatAfter">When it takes effect once more, counted from the first time; the answer is the second one's. Null: it does not.</param>
/// <param name="AnswerAfter">When the sender hears of it, counted from its sending; what takes effect later is answered with a failure.</param>
/// <param name="Failure">What the sender hears instead of the answer.</param>
internal sealed record Delivery(TimeSpan? EffectAfter, TimeSpan? RepeatAfter, TimeSpan AnswerAfter, Exception? Failure);
