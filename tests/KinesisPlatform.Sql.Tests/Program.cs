using KinesisPlatform.Sql;

return SqlWorker.Handles(args) ? await SqlWorker.RunAsync() : 1;
