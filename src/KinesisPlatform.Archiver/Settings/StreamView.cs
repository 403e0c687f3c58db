using System.Text.Json;
using KinesisPlatform.Archiver.Archiving;

namespace KinesisPlatform.Archiver.Settings;

/// <summary>The answer of <c>GET</c> and <c>PUT /streams/{name}</c>.</summary>
/// <param name="Settings">In force everywhere once each archiver has read them; <see cref="StreamStatus.Settings"/> are in force here.</param>
/// <param name="Overrides">The stream's document: what a PUT replaces.</param>
/// <param name="Archiving">Null when this archiver does not archive the stream: it is not selected, or does not exist.</param>
internal sealed record StreamView(string Stream, SettingsView Settings, JsonElement Overrides, StreamStatus? Archiving);
