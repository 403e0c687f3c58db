using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using KinesisPlatform.ReplayCoordinator.DeadLetters;
using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.ReplayCoordinator.Events;
using KinesisPlatform.ReplayCoordinator.Plans;
using KinesisPlatform.ReplayCoordinator.Previews;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>How the coordinator's documents and answers are written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReplayJob))]
[JsonSerializable(typeof(ReplayReservation))]
[JsonSerializable(typeof(ReplayProgressView))]
[JsonSerializable(typeof(ReplayChange))]
[JsonSerializable(typeof(PreviewView))]
[JsonSerializable(typeof(ReplayPlan))]
[JsonSerializable(typeof(ReplayPart))]
[JsonSerializable(typeof(DeadLetter[]))]
[JsonSerializable(typeof(DeadLetterPage))]
[JsonSerializable(typeof(ReplayView))]
[JsonSerializable(typeof(ReplayListView))]
internal sealed partial class ReplayJson : JsonSerializerContext
{
    /// <summary>Conditions and messages as they were written: what is never put into HTML needs no escapes for <c>&gt;</c>, <c>'</c> and letters beyond ASCII.</summary>
    public static ReplayJson Readable => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
