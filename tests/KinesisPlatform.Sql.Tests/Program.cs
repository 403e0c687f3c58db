using KinesisPlatform.Sql;
using KinesisPlatform.Sql.Tests.Workers.Sandbox;

if (SqlWorker.Handles(args)) return SqlWorker.Run();
return OperatingSystem.IsLinux() && SandboxProbe.Handles(args) ? SandboxProbe.Run(args) : 1;
