namespace KinesisPlatform.ClusterProvisioner.Settings;

internal enum InstanceCollection
{
    Fleets,
    Groups,
}
