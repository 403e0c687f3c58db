using KinesisPlatform.Fuzz;
using KinesisPlatform.Fuzz.Targets;

if (FuzzOptions.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(FuzzOptions.Usage);
    return 2;
}
Console.WriteLine($"Seed {options.Seed}");
IFuzzTarget[] targets = [new GetRecordsCborTarget(), new PutRecordsCborTarget(), new RecordsJsonTarget(), new AwsErrorTarget(), new KplAggregateTarget(), new EventStreamTarget(), new JsonObjectTarget()];
var chosen = targets.Where(t => t.Name.Contains(options.Target, StringComparison.OrdinalIgnoreCase)).ToList();
return chosen.Count > 0 && chosen.All(target => new FuzzRun(target, options).Run()) ? 0 : 1;
