using KinesisPlatform.QueryGateway.Postgres.Protocol;
using KinesisPlatform.QueryGateway.Postgres.Statements;

namespace KinesisPlatform.QueryGateway.Tests.Postgres;

public sealed class FaultsTests
{
    [Theory]
    [InlineData(FailureKind.Unavailable)]
    [InlineData(FailureKind.Throttled)]
    public void Of_WhatPasses_IsNoFaultOfTheData(FailureKind kind)
    {
        var fault = Faults.Of(new PlatformException(kind, "It was asked for a moment ago. Ask again later."));
        Assert.Equal((SqlState.InsufficientResources, "Ask again later."), (fault.SqlState, fault.Hint));
    }
}
