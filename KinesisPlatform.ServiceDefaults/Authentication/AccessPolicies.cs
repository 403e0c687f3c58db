namespace KinesisPlatform.ServiceDefaults.Authentication;

/// <summary>What an endpoint asks for beyond a valid key, which every endpoint asks for that does not say otherwise.</summary>
public static class AccessPolicies
{
    /// <summary>For <c>RequireAuthorization</c>: keys that may administer.</summary>
    public const string Administer = "administer";

    internal const string AdministerClaim = "kp:administer";
}
