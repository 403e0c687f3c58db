namespace Aspire.Hosting.Running;

/// <summary>Why there is no dashboard in this run.</summary>
internal sealed record DashboardNotice(string Text);
