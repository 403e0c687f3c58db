using Microsoft.Extensions.Options;

namespace KinesisPlatform.QueryGateway.Iceberg;

/// <summary>The one namespace there is, which has none below it.</summary>
internal static class NamespaceHandlers
{
    /// <param name="parent">Empty means absent, as the specification has it for old clients.</param>
    public static IResult List(string? parent, IOptions<IcebergOptions> options)
    {
        if (string.IsNullOrEmpty(parent)) return TypedResults.Ok(new { namespaces = (string[][])[[options.Value.Namespace]] });
        return parent == options.Value.Namespace ? TypedResults.Ok(new { namespaces = Array.Empty<string[]>() }) : IcebergError.NoSuchNamespace(parent);
    }

    public static IResult Load(string ns, IOptions<IcebergOptions> options) => ns == options.Value.Namespace
        ? TypedResults.Ok(new { @namespace = (string[])[ns], properties = new Dictionary<string, string>() })
        : IcebergError.NoSuchNamespace(ns);

    public static IResult Exists(string ns, IOptions<IcebergOptions> options) => ns == options.Value.Namespace ? TypedResults.NoContent() : IcebergError.NoSuchNamespace(ns);
}
