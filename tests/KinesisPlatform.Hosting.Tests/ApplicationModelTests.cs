using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Aspire.Hosting.Tests;

public sealed class ApplicationModelTests
{
    private readonly IDistributedApplicationTestingBuilder _builder = DistributedApplicationTestingBuilder.Create("--Parameters:given=configured");

    [Fact]
    public void Resources_SameName_AreRefused()
    {
        _builder.AddParameter("p", "1");

        Assert.Throws<DistributedApplicationException>(() => _builder.AddParameter("P", "2"));
    }

    [Fact]
    public void Endpoints_SameName_AreRefused()
    {
        var resource = _builder.AddExecutable("x", "true", ".").WithHttpEndpoint();

        Assert.Throws<DistributedApplicationException>(() => resource.WithHttpEndpoint());
    }

    [Fact]
    public async Task Parameter_Configured_BeatsItsDefault()
    {
        Assert.Equal("configured", await _builder.AddParameter("given", "default").Resource.GetValueAsync());
        Assert.Equal("default", await _builder.AddParameter("other", "default").Resource.GetValueAsync());
    }

    [Fact]
    public void Endpoint_BeforeTheStart_HasAnExpressionButNoPort()
    {
        var endpoint = _builder.AddExecutable("x", "true", ".").WithHttpEndpoint(8080).GetEndpoint("http");

        Assert.Equal("{x.bindings.http.url}", endpoint.ValueExpression);
        Assert.Equal("{x.bindings.http.hostAndPort}", endpoint.Property(EndpointProperty.HostAndPort).ValueExpression);
        Assert.Throws<DistributedApplicationException>(() => endpoint.Port);
    }
}
