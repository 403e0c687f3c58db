using KinesisPlatform.Benchmarks;
using KinesisPlatform.Benchmarks.Consume;
using KinesisPlatform.Benchmarks.Kpl;

IBenchmark[] benchmarks = [new ConsumeBenchmark(), new KplBenchmark()];
if (!BenchmarkOptions.TryParse(args, benchmarks, out var options, out var error))
{
    await Console.Error.WriteLineAsync(error);
    return 2;
}
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    stop.Cancel();
};
try
{
    var result = await options.Benchmark.RunAsync(options.RoundCount, stop.Token);
    if (options.IsJson) result.WriteJson(Console.Out);
    else result.WriteTable();
    return 0;
}
catch (Exception e) when (e is InvalidOperationException or IOException or OperationCanceledException)
{
    await Console.Error.WriteLineAsync($"The benchmark stopped: {e.Message}");
    return 1;
}
