using KinesisPlatform.Simulation;

return Commands.Run(args, Console.Out);
