using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Leases.Documents;

internal sealed record StoredDocument(WorkerDocument Document, ETag ETag, long LengthBytes);
