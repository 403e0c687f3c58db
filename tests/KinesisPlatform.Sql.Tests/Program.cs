using KinesisPlatform.Sql;

return SqlWorker.Handles(args) ? SqlWorker.Run() : 1;
