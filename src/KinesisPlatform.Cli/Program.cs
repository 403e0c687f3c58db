using KinesisPlatform.Cli;

using var interruption = new Interruption();
return await KpApplication.RunAsync(args, interruption);
