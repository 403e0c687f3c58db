using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KinesisPlatform.LocalAws.S3.Bodies;

namespace KinesisPlatform.LocalAws.S3.Storage;

/// <summary>
/// Keeps buckets in a folder:
/// <code>
/// {folder}/lock                        held open by the one process that uses the folder
/// {folder}/{bucket}/bucket.json        when it was created
/// {folder}/{bucket}/objects/{sha}.json what is known of a key (named by its hash: no key can name a file outside), replaced by a rename
/// {folder}/{bucket}/segments/{id}      bytes; what no object refers to is swept at start
/// </code>
/// Survives the process, not the machine: nothing is flushed to the disk. Uploads in parts that are not completed are lost at a restart.
/// </summary>
internal sealed class FolderStorage : IS3Storage
{
    private const int BufferBytes = 128 * 1024;

    private readonly string _folder;
    private readonly FileStream _lock;

    /// <exception cref="InvalidOperationException">Another process uses the folder.</exception>
    public FolderStorage(string folder)
    {
        _folder = Path.GetFullPath(folder);
        Directory.CreateDirectory(_folder);
        try
        {
            _lock = new(Path.Combine(_folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"'{_folder}' is in use by another LocalAws: stop it, or set another LocalAws:DataFolder.", e);
        }
    }

    public async Task<Segment> WriteAsync(string bucket, IncomingBody body, CancellationToken cancellationToken)
    {
        var segment = new Segment(Guid.NewGuid().ToString("N"), 0);
        var path = SegmentPath(bucket, segment);
        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
            var buffer = new byte[BufferBytes];
            int read;
            while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0) await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
        catch (DirectoryNotFoundException)
        {
            throw S3Exception.NoSuchBucket(bucket);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
        return segment with { LengthBytes = body.LengthBytes };
    }

    public Stream Open(string bucket, Segment segment) =>
        new FileStream(SegmentPath(bucket, segment), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);

    public void Delete(string bucket, Segment segment)
    {
        // A deleted bucket took its folder along.
        if (Directory.Exists(BucketPath(bucket))) File.Delete(SegmentPath(bucket, segment));
    }

    public void SaveBucket(string bucket, DateTimeOffset createdAt)
    {
        Directory.CreateDirectory(ObjectsPath(bucket));
        Directory.CreateDirectory(SegmentsPath(bucket));
        Replace(BucketFile(bucket), createdAt);
    }

    public void DeleteBucket(string bucket)
    {
        // Without its file it is no bucket any more, even if the process ends before the rest is gone.
        File.Delete(BucketFile(bucket));
        Directory.Delete(BucketPath(bucket), recursive: true);
    }

    public void SaveObject(string bucket, S3Object value) => Replace(ObjectPath(bucket, value.Key), value);

    public void DeleteObject(string bucket, string key) => File.Delete(ObjectPath(bucket, key));

    public IEnumerable<(string Bucket, DateTimeOffset CreatedAt, IReadOnlyList<S3Object> Objects)> Load()
    {
        foreach (var bucket in Directory.EnumerateDirectories(_folder).Select(d => Path.GetFileName(d)))
        {
            if (!File.Exists(BucketFile(bucket))) continue;
            S3Object[] objects = [.. Directory.EnumerateFiles(ObjectsPath(bucket), "*.json").Select(Read<S3Object>)];
            Sweep(bucket, objects);
            yield return (bucket, Read<DateTimeOffset>(BucketFile(bucket)), objects);
        }
    }

    public void Dispose() => _lock.Dispose();

    private static void Replace<T>(string path, T value)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(value));
        File.Move(temporary, path, overwrite: true);
    }

    private static T Read<T>(string path) =>
        JsonSerializer.Deserialize<T>(File.ReadAllBytes(path)) ?? throw new InvalidDataException($"'{path}' is empty: delete it, or the folder, and start again.");

    private void Sweep(string bucket, S3Object[] objects)
    {
        var used = objects.SelectMany(o => o.Segments).Select(s => s.Id).ToHashSet();
        foreach (var file in Directory.EnumerateFiles(SegmentsPath(bucket)).Where(f => !used.Contains(Path.GetFileName(f)))) File.Delete(file);
        foreach (var file in Directory.EnumerateFiles(ObjectsPath(bucket), "*.tmp")) File.Delete(file);
    }

    private string BucketPath(string bucket) => Path.Combine(_folder, bucket);

    private string BucketFile(string bucket) => Path.Combine(BucketPath(bucket), "bucket.json");

    private string ObjectsPath(string bucket) => Path.Combine(BucketPath(bucket), "objects");

    private string SegmentsPath(string bucket) => Path.Combine(BucketPath(bucket), "segments");

    private string SegmentPath(string bucket, Segment segment) => Path.Combine(SegmentsPath(bucket), segment.Id);

    private string ObjectPath(string bucket, string key) => Path.Combine(ObjectsPath(bucket), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))) + ".json");
}
