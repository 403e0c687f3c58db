using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.DemoProducer;

internal static class DemoProducerExtensions
{
    public static IServiceCollection AddDemoProducer(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DemoProducerOptions>().Bind(configuration.GetSection(DemoProducerOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DemoProducerOptions>, DemoProducerOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => FlightData.Load(AppContext.BaseDirectory));
        services.AddHostedService<FlightProducer>();
        return services;
    }

    /// <summary>Spells the program's own options, <c>--burst</c> and <c>--rate N</c>, as settings.</summary>
    public static string[] Expand(IEnumerable<string> args) => [.. args.Select(a => a switch
    {
        "--burst" => $"--{DemoProducerOptions.SectionName}:{nameof(DemoProducerOptions.Burst)}=true",
        "--rate" => $"--{DemoProducerOptions.SectionName}:{nameof(DemoProducerOptions.RecordsPerSecond)}",
        _ when a.StartsWith("--rate=", StringComparison.Ordinal) => $"--{DemoProducerOptions.SectionName}:{nameof(DemoProducerOptions.RecordsPerSecond)}={a[7..]}",
        _ => a,
    })];
}
