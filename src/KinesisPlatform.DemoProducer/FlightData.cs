using System.Globalization;
using System.Text;
using System.Text.Json;
using KinesisPlatform.Streams;

namespace KinesisPlatform.DemoProducer;

/// <summary>
/// The 20,000 flights of npm package vega-datasets, in the file's order:
/// <c>[{"date":"2001/01/01 00:47","delay":66,"distance":1750,"origin":"DTW","destination":"LAS"},…]</c>.
/// </summary>
internal sealed class FlightData(IReadOnlyList<Flight> flights)
{
    public const string FileName = "flights-20k.json";

    public int Count => flights.Count;

    /// <exception cref="PlatformException">Data: the file is missing or is not what it should be.</exception>
    public static FlightData Load(string folder)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, FileName)));
            return new([.. document.RootElement.EnumerateArray().Select(f => new Flight(f.GetProperty("origin").GetString()!, Encoding.UTF8.GetBytes(f.GetRawText())))]);
        }
        catch (Exception e) when (e is IOException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new PlatformException(FailureKind.Data, $"The file {FileName} beside the program is missing or is not a list of flights: build the demo producer again.", e);
        }
    }

    /// <summary>The record at a place in the endless sequence: the data set over and over, each time with the next <c>pass</c>, from 1.</summary>
    public OutgoingRecord RecordAt(long position)
    {
        var flight = flights[(int)(position % flights.Count)];
        var pass = (position / flights.Count) + 1;
        var tail = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $",\"pass\":{pass}}}"));
        return new(flight.Origin, (byte[])[.. flight.Json.Span[..^1], .. tail]);
    }
}
