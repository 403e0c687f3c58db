using Amazon.ElasticMapReduce;
using Amazon.ElasticMapReduce.Model;
using KinesisPlatform.ClusterProvisioner.Settings;

namespace KinesisPlatform.ClusterProvisioner.Launches;

/// <summary>The instances that EMR is asked for.</summary>
internal static class InstancesComposer
{
    public static JobFlowInstancesConfig Compose(ClusterSettings settings)
    {
        var (instances, groups) = (settings.Instances, settings.SecurityGroups);
        var areFleets = instances.Collection == Settings.InstanceCollection.Fleets;
        var used = instances.Roles.Where(role => role.Role.Units > 0).ToList();
        return new()
        {
            InstanceFleets = areFleets ? [.. used.Select(role => Fleet(role.Name, role.Role, instances))] : null,
            InstanceGroups = areFleets ? null : [.. used.Select(role => Group(role.Name, role.Role, instances))],
            Ec2KeyName = settings.KeyPair,
            Ec2SubnetIds = areFleets && settings.Subnets.Count > 0 ? [.. settings.Subnets] : null,
            Ec2SubnetId = !areFleets && settings.Subnets is [var subnet] ? subnet : null,
            // Without it the cluster ends with its first steps.
            KeepJobFlowAliveWhenNoSteps = true,
            TerminationProtected = settings.TerminationProtection,
            EmrManagedMasterSecurityGroup = groups.Primary,
            EmrManagedSlaveSecurityGroup = groups.Core,
            ServiceAccessSecurityGroup = groups.Service,
            AdditionalMasterSecurityGroups = groups.AdditionalPrimary.Count == 0 ? null : [.. groups.AdditionalPrimary],
            AdditionalSlaveSecurityGroups = groups.AdditionalCore.Count == 0 ? null : [.. groups.AdditionalCore],
        };
    }

    private static InstanceFleetConfig Fleet(string name, RoleSettings role, InstanceSettings instances) => new()
    {
        Name = name,
        InstanceFleetType = name switch { "primary" => InstanceFleetType.MASTER, "core" => InstanceFleetType.CORE, _ => InstanceFleetType.TASK },
        TargetOnDemandCapacity = role.OnDemand,
        TargetSpotCapacity = role.Spot,
        InstanceTypeConfigs =
        [
            .. role.Types.Select(type => new InstanceTypeConfig
            {
                InstanceType = type.Type,
                // EMR takes no weight for the primary fleet's one instance.
                WeightedCapacity = name == "primary" ? null : type.Weight,
                BidPriceAsPercentageOfOnDemandPrice = role.Spot > 0 ? instances.Spot.MaxPricePercent : null,
                EbsConfiguration = Volume(instances),
            }),
        ],
        LaunchSpecifications = new()
        {
            OnDemandSpecification = new() { AllocationStrategy = OnDemandProvisioningAllocationStrategy.LowestPrice },
            SpotSpecification = role.Spot == 0 ? null : new()
            {
                TimeoutDurationMinutes = instances.Spot.TimeoutMinutes,
                TimeoutAction = instances.Spot.WhenUnavailable == SpotFallback.SwitchToOnDemand ? SpotProvisioningTimeoutAction.SWITCH_TO_ON_DEMAND : SpotProvisioningTimeoutAction.TERMINATE_CLUSTER,
                AllocationStrategy = instances.Spot.Allocation switch
                {
                    SpotAllocation.CapacityOptimized => SpotProvisioningAllocationStrategy.CapacityOptimized,
                    SpotAllocation.LowestPrice => SpotProvisioningAllocationStrategy.LowestPrice,
                    SpotAllocation.Diversified => SpotProvisioningAllocationStrategy.Diversified,
                    _ => SpotProvisioningAllocationStrategy.PriceCapacityOptimized,
                },
            },
        },
    };

    private static InstanceGroupConfig Group(string name, RoleSettings role, InstanceSettings instances) => new()
    {
        Name = name,
        InstanceRole = name switch { "primary" => InstanceRoleType.MASTER, "core" => InstanceRoleType.CORE, _ => InstanceRoleType.TASK },
        // Without a price, EMR pays up to the on-demand price.
        Market = role.Spot > 0 ? MarketType.SPOT : MarketType.ON_DEMAND,
        InstanceType = role.Types[0].Type,
        InstanceCount = role.Units,
        EbsConfiguration = Volume(instances),
    };

    private static EbsConfiguration Volume(InstanceSettings instances) => new()
    {
        EbsBlockDeviceConfigs = [new() { VolumeSpecification = new() { VolumeType = "gp3", SizeInGB = instances.VolumeGiB }, VolumesPerInstance = 1 }],
    };
}
