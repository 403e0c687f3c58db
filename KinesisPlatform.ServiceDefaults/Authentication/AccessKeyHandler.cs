using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using KinesisPlatform.Access;
using KinesisPlatform.Access.Keys;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace KinesisPlatform.ServiceDefaults.Authentication;

/// <summary>Lets a request in by the API key in <c>Authorization: Bearer kp_...</c> (RFC 6750, section 2.1); without keys configured, every request as it is.</summary>
internal sealed class AccessKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, AccessKeys keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";

    private const string Prefix = SchemeName + " ";

    private TimeSpan? _retryAfter;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!keys.AreConfigured) return Accept(StreamAccess.Everything);
        if (Request.Headers.Authorization is not { Count: > 0 } header) return AuthenticateResult.NoResult();
        if (header is not [{ } value] || !value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.Fail("Not a bearer token.");
        var check = await keys.VerifyAsync(value[Prefix.Length..].Trim(), Context.Connection.RemoteIpAddress, Context.RequestAborted);
        _retryAfter = check.RetryAfter;
        return check.Access is { } access ? Accept(access) : AuthenticateResult.Fail("Not a valid key.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_retryAfter is { } wait)
        {
            Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return Refusal.WriteAsync(Context, StatusCodes.Status429TooManyRequests, "Too many wrong API keys were sent. Wait as long as the header Retry-After says, and check the key.");
        }
        var isTokenSent = Request.Headers.ContainsKey(HeaderNames.Authorization);
        Response.Headers.WWWAuthenticate = isTokenSent ? $"{SchemeName} realm=\"KinesisPlatform\", error=\"invalid_token\"" : $"{SchemeName} realm=\"KinesisPlatform\"";
        return Refusal.WriteAsync(Context, StatusCodes.Status401Unauthorized, isTokenSent
            ? "The API key is not valid here. Check that it is whole, and that its verifier is in this service's configuration (Access:Keys)."
            : "This service takes requests with an API key only. Send it as 'Authorization: Bearer kp_...'.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Refusal.WriteAsync(Context, StatusCodes.Status403Forbidden, "This API key may not do that. Use one that may administer (MayAdminister).");

    private AuthenticateResult Accept(StreamAccess access)
    {
        Context.Features.Set(access);
        List<Claim> claims = [new(ClaimTypes.NameIdentifier, access.KeyId)];
        if (access.MayAdminister) claims.Add(new(AccessPolicies.AdministerClaim, "true"));
        return AuthenticateResult.Success(new(new(new ClaimsIdentity(claims, SchemeName)), SchemeName));
    }
}
