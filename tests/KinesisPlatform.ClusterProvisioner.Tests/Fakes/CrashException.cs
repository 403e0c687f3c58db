namespace KinesisPlatform.ClusterProvisioner.Tests.Fakes;

/// <summary>The process is gone: nobody catches this.</summary>
internal sealed class CrashException() : Exception("The process died.");
