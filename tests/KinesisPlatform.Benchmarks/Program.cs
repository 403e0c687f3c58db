using System.Runtime.InteropServices;
using KinesisPlatform.Benchmarks;
using KinesisPlatform.Benchmarks.Archive;
using KinesisPlatform.Benchmarks.Consume;
using KinesisPlatform.Benchmarks.Freshness;
using KinesisPlatform.Benchmarks.Kpl;
using KinesisPlatform.Benchmarks.Merge;
using KinesisPlatform.Benchmarks.Produce;
using KinesisPlatform.Benchmarks.Replay;
using KinesisPlatform.Benchmarks.Sql;

IBenchmark[] benchmarks = [new ArchiveBenchmark(), new ConsumeBenchmark(), new FanOutBenchmark(), new FieldsBenchmark(), new FreshnessBenchmark(), new KplBenchmark(), new MergeBenchmark(), new ProduceBenchmark(), new ReplayBenchmark(), new SqlBenchmark()];
if (!BenchmarkOptions.TryParse(args, benchmarks, out var options, out var error))
{
    await Console.Error.WriteLineAsync(error);
    return 2;
}
using var stop = new CancellationTokenSource();
// A plain kill as well: LocalAws would be left behind.
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    var result = await options.Benchmark.RunAsync(options, stop.Token);
    if (options.IsJson) result.WriteJson(Console.Out);
    else result.WriteTable();
    return 0;
}
catch (Exception e) when (e is InvalidOperationException or IOException or OperationCanceledException)
{
    await Console.Error.WriteLineAsync($"The benchmark stopped: {e.Message}");
    return 1;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
