namespace KinesisPlatform.Architecture.Tests;

public sealed class DependencyTableTests
{
    [Fact]
    public void Table_EveryProjectAndNoOther_HasARow() =>
        Assert.Equal(Repository.Projects.Keys.Order(), DependencyTable.Rows.Keys.Order());

    [Fact]
    public void ProjectReferences_OfEveryProject_AreInItsRow()
    {
        var offences =
            from project in Repository.Projects
            from reference in Repository.ReferencesOf(project.Value)
            where !DependencyTable.Rows[project.Key].Contains(reference)
            select $"{project.Key} references {reference}, which src/docs/ARCHITECTURE.md does not allow.";

        Assert.Empty(offences);
    }

    [Fact]
    public void Table_EveryNameInIt_IsAProject()
    {
        var unknown = DependencyTable.Rows.Values.SelectMany(row => row).Distinct().Except(Repository.Projects.Keys);

        Assert.Empty(unknown);
    }
}
