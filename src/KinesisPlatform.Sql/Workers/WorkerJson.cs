using System.Text.Json.Serialization;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.Sql.Workers;

/// <summary>The frames that are JSON. Generated code, because a worker that has just started would spend longer on building serializers than on most statements.</summary>
[JsonSerializable(typeof(WorkerSettings))]
[JsonSerializable(typeof(WorkerReady))]
[JsonSerializable(typeof(WorkerPlan))]
[JsonSerializable(typeof(WorkerError))]
[JsonSerializable(typeof(QueryColumn[]))]
[JsonSerializable(typeof(QueryShape))]
internal sealed partial class WorkerJson : JsonSerializerContext;
