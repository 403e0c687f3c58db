namespace KinesisPlatform.Aws.Pipeline;

/// <summary>A request that does something anew each time it arrives: nothing below its caller sends it again.</summary>
internal interface ISentOnce;
