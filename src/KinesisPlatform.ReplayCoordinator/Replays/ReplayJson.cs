using System.Text.Json.Serialization;
using KinesisPlatform.ReplayCoordinator.DeadLetters;
using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.ReplayCoordinator.Plans;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>How the coordinator's documents and answers are written.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReplayJob))]
[JsonSerializable(typeof(ReplayPlan))]
[JsonSerializable(typeof(ReplayPart))]
[JsonSerializable(typeof(DeadLetter[]))]
[JsonSerializable(typeof(DeadLetterPage))]
[JsonSerializable(typeof(ReplayView))]
[JsonSerializable(typeof(ReplayListView))]
internal sealed partial class ReplayJson : JsonSerializerContext;
