using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Leases.Documents;

internal sealed record ListedDocument(string Worker, ETag ETag, long LengthBytes);
