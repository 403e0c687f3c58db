using KinesisPlatform.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ServiceDefaults.Authentication;

internal static class AuthenticationExtensions
{
    /// <summary>Has every endpoint ask for a valid key, but for those that say they do not: one that is forgotten is closed, not open.</summary>
    public static void AddKeyAuthentication(this WebApplicationBuilder builder)
    {
        builder.Services.AddAccessKeys(builder.Configuration);
        builder.Services.AddAuthentication(AccessKeyHandler.SchemeName).AddScheme<AuthenticationSchemeOptions, AccessKeyHandler>(AccessKeyHandler.SchemeName, _ => { });
        builder.Services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(AccessPolicies.Administer, policy => policy.RequireClaim(AccessPolicies.AdministerClaim));
        builder.Services.AddSingleton<IPostConfigureOptions<KestrelServerOptions>, LoopbackOnly>();
    }
}
