using Amazon.Runtime;

namespace Amazon.ElasticMapReduce;

public sealed class MarketType(string value) : ConstantClass(value)
{
    public static readonly MarketType ON_DEMAND = new("ON_DEMAND");
    public static readonly MarketType SPOT = new("SPOT");

    public static implicit operator MarketType(string value) => FindValue<MarketType>(value);
}
