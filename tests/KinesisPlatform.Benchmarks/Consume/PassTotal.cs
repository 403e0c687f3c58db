using KinesisPlatform.Benchmarks.Measuring;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Benchmarks.Consume;

/// <summary>What was read of a stream, in one pass over it or several.</summary>
internal readonly record struct PassTotal(long RecordCount, long PayloadBytes, int PassCount = 1)
{
    public static PassTotal Of(ShardBatch batch)
    {
        var payloadBytes = 0L;
        for (var i = 0; i < batch.Records.Count; i++) payloadBytes += batch.Records[i].Data.Length;
        return new(batch.Records.Count, payloadBytes, 0);
    }

    /// <summary>Repeats a pass until the sample is large enough.</summary>
    public static async Task<(Sample Sample, PassTotal Total)> MeasureAsync(Func<Task<PassTotal>> passAsync)
    {
        var total = default(PassTotal);
        var usage = ProcessUsage.Start();
        do total += await passAsync() with { PassCount = 1 };
        while (usage.Cpu < ProcessUsage.SampleCpuMin);
        var (cpu, allocated) = (usage.Cpu, usage.AllocatedBytes);
        return (new(total.PayloadBytes / 1e6 / cpu.TotalSeconds, (double)allocated / total.RecordCount), total);
    }

    public static PassTotal operator +(PassTotal left, PassTotal right) =>
        new(left.RecordCount + right.RecordCount, left.PayloadBytes + right.PayloadBytes, left.PassCount + right.PassCount);
}
