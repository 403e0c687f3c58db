using KinesisPlatform.Archive.DataFiles;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Archive.Maintenance;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Archive;

public static class ArchiveServiceCollectionExtensions
{
    /// <summary>Adds <see cref="IArchiveCatalog"/> over the <see cref="ObjectStore.IObjectStore"/> registered elsewhere, configured by section <see cref="ArchiveOptions.SectionName"/>.</summary>
    public static IServiceCollection AddArchive(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ArchiveOptions>().Bind(configuration.GetSection(ArchiveOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ArchiveOptions>, ArchiveOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Func<Guid>>(Guid.NewGuid);
        services.TryAddSingleton<IDataFileEncoder, DuckDbDataFileEncoder>();
        services.AddOptions<MergeOptions>().Bind(configuration.GetSection(MergeOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<MergeOptions>, MergeOptionsValidator>();
        services.TryAddSingleton<IDataFileMerger, DuckDbDataFileMerger>();
        services.TryAddSingleton<FieldsInference>();
        services.TryAddSingleton<ITableMerger, TableMerger>();
        services.TryAddSingleton<INdjsonConverter, DuckDbNdjsonConverter>();
        services.TryAddSingleton<IArchiveCatalog, ArchiveCatalog>();
        return services;
    }
}
