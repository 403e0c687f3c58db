namespace KinesisPlatform.Sql.Workers;

/// <summary>What a frame between the engine and its worker process holds. A frame is: kind (1 byte), payload length (4 bytes, little-endian), payload.</summary>
internal enum FrameKind : byte
{
    /// <summary>To the worker: a <see cref="WorkerPlan"/> as JSON; after each <see cref="Ready"/>.</summary>
    Plan = 1,
    /// <summary>To the worker: the statement's parameters, <see cref="ValueCodec"/>.</summary>
    Parameters = 2,
    /// <summary>To the worker: everything is there, go.</summary>
    Run = 4,
    /// <summary>To the worker, first of all and once: its <see cref="WorkerSettings"/> as JSON.</summary>
    Settings = 5,
    /// <summary>From the worker: waits for a plan; a <see cref="WorkerReady"/> as JSON. At its start, and after each plan's end or error but for one that ends the worker.</summary>
    Ready = 16,
    /// <summary>From the worker: the columns as JSON; sent once, before the rows.</summary>
    Columns = 17,
    /// <summary>From the worker: a row count (4 bytes), then the rows' values, <see cref="ValueCodec"/>.</summary>
    Rows = 18,
    /// <summary>From the worker: the result is complete; one byte, 1 when it was cut.</summary>
    End = 19,
    /// <summary>From the worker: the query failed; a <see cref="WorkerError"/> as JSON.</summary>
    Error = 20,
    /// <summary>From the worker, a few times a second, also between rows: a <see cref="WorkerProgress"/>.</summary>
    Progress = 21,
    /// <summary>From the worker, in the place of <see cref="Rows"/>: a scan's records, <see cref="RecordFrame"/>.</summary>
    Records = 23,
    /// <summary>From the worker: what a statement is that was only compiled; a <see cref="Queries.QueryShape"/> as JSON.</summary>
    Shape = 22,
}
