using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace KinesisPlatform.LocalAws.S3;

/// <summary>Reads and writes the documents of S3's REST protocol.</summary>
internal static class S3Xml
{
    private const int DocumentBytesMax = 8 * 1024 * 1024;

    private static readonly XNamespace Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    private static readonly UTF8Encoding WithoutByteOrderMark = new(encoderShouldEmitUTF8Identifier: false);

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static Task WriteAsync(S3Request request, string root, params IEnumerable<object?> content) => WriteAsync(request.Http, Qualify(new XElement(root, content)));

    public static Task WriteErrorAsync(HttpContext http, S3Exception error, string requestId) =>
        WriteAsync(http, new XElement(
            "Error",
            new XElement("Code", error.Code),
            new XElement("Message", error.Message),
            error.Details.Select(d => new XElement(d.Name, d.Value)),
            new XElement("Resource", http.Request.Path.Value),
            new XElement("RequestId", requestId)));

    /// <summary>The request's document, names without namespaces (clients send them with and without).</summary>
    /// <exception cref="S3Exception">MalformedXML.</exception>
    public static XElement Parse(ReadOnlyMemory<byte> document)
    {
        try
        {
            using var reader = XmlReader.Create(
                new MemoryStream(document.ToArray()), new() { DtdProcessing = DtdProcessing.Prohibit, MaxCharactersInDocument = DocumentBytesMax, CheckCharacters = false });
            var root = XElement.Load(reader);
            foreach (var element in root.DescendantsAndSelf()) element.Name = element.Name.LocalName;
            return root;
        }
        catch (XmlException)
        {
            throw S3Exception.MalformedXml();
        }
    }

    /// <summary>The request's document, its digests checked.</summary>
    public static async Task<XElement> ReadAsync(S3Request request)
    {
        var body = Bodies.IncomingBody.Of(request.Http.Request);
        using var document = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer, request.Aborted)) > 0)
        {
            if (document.Length + read > DocumentBytesMax) throw S3Exception.MalformedXml();
            document.Write(buffer, 0, read);
        }
        return Parse(document.GetBuffer().AsMemory(0, (int)document.Length));
    }

    private static XElement Qualify(XElement root)
    {
        foreach (var element in root.DescendantsAndSelf()) element.Name = Namespace + element.Name.LocalName;
        return root;
    }

    private static async Task WriteAsync(HttpContext http, XElement root)
    {
        using var document = new MemoryStream();
        // Keys may hold characters that XML 1.0 does not: S3 writes them as references too, unless encoding-type=url is asked for.
        using (var writer = XmlWriter.Create(document, new() { CheckCharacters = false, Encoding = WithoutByteOrderMark })) root.Save(writer);
        http.Response.ContentType = "application/xml";
        http.Response.ContentLength = document.Length;
        await http.Response.Body.WriteAsync(document.GetBuffer().AsMemory(0, (int)document.Length), http.RequestAborted);
    }
}
