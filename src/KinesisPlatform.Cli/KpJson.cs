using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using KinesisPlatform.Cli.Archives;
using KinesisPlatform.Cli.Clusters;
using KinesisPlatform.Cli.Doctor;
using KinesisPlatform.Cli.Replays;
using KinesisPlatform.Cli.Sql;
using KinesisPlatform.Cli.Streams;

namespace KinesisPlatform.Cli;

/// <summary>The services' answers, as far as <c>kp</c> shows them as text. With <c>--json</c> the answer itself is written, whatever else is in it.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(StreamList))]
[JsonSerializable(typeof(StreamDetails))]
[JsonSerializable(typeof(List<ArchiveStatus>))]
[JsonSerializable(typeof(FlushResult))]
[JsonSerializable(typeof(QueryStatus))]
[JsonSerializable(typeof(QueryList))]
[JsonSerializable(typeof(ResultPage))]
[JsonSerializable(typeof(ResultStats))]
[JsonSerializable(typeof(ReplayDetails))]
[JsonSerializable(typeof(ReplayList))]
[JsonSerializable(typeof(ReplayProgress))]
[JsonSerializable(typeof(ReplayChange))]
[JsonSerializable(typeof(ReplayPreview))]
[JsonSerializable(typeof(DeadLetterPage))]
[JsonSerializable(typeof(DoctorReport))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(ClusterDetails))]
[JsonSerializable(typeof(ClusterList))]
[JsonSerializable(typeof(ClusterPlan))]
[JsonSerializable(typeof(List<UploadedFile>))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class KpJson : JsonSerializerContext;
