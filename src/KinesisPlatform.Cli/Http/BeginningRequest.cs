using System.Text.Json;
using System.Text.Json.Nodes;

namespace KinesisPlatform.Cli.Http;

/// <summary>
/// A POST that begins something at a service which goes on whoever waits: sent with a client token, so that sending it again begins nothing twice, and brought to its end even when the command is
/// interrupted, so that nothing is begun that nobody heard of.
/// </summary>
internal static class BeginningRequest
{
    private const string TokenMember = "clientToken";
    private const int AttemptsMax = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <param name="body">Gets a token where it has none.</param>
    /// <param name="begun">What to say of the id that was begun although the command was interrupted.</param>
    /// <param name="unknown">What to say of the token where no answer came.</param>
    public static async Task<JsonElement> SendAsync(KpContext context, ServiceClient service, string path, JsonObject body, Func<string, string> begun, Func<string, string> unknown, CancellationToken cancellationToken)
    {
        body[TokenMember] ??= Guid.NewGuid().ToString("N");
        var requesting = SendAsync(context, service, path, JsonSerializer.SerializeToElement(body, KpJson.Default.JsonObject));
        try
        {
            return await requesting.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            context.Terminal.Note("Waiting a moment for the answer, to say what was begun.");
            await Task.WhenAny(requesting, Task.Delay(Patience, CancellationToken.None));
            if (requesting.IsCompletedSuccessfully) context.Terminal.Warn(begun(requesting.Result.GetProperty("id").GetString()!));
            else if (!requesting.IsCompleted || requesting.Exception?.InnerException is KpException { } failure && MayHaveBegun(failure)) context.Terminal.Warn(unknown(body[TokenMember]!.GetValue<string>()));
            throw;
        }
        catch (KpException error) when (MayHaveBegun(error))
        {
            throw new KpException(error.Code, error.Message, error) { Status = error.Status, Details = error.Details, Problem = error.Problem, Hint = $"Note: {unknown(body[TokenMember]!.GetValue<string>())}" };
        }
    }

    // What was refused, or never reached the service, has begun nothing.
    private static bool MayHaveBegun(KpException error) => error.Status is >= 500 || (error.Status is null && error.Code != ExitCode.Unavailable);

    private static async Task<JsonElement> SendAsync(KpContext context, ServiceClient service, string path, JsonElement body)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await service.SendAsync(HttpMethod.Post, path, ServiceClient.Json(body), CancellationToken.None);
            }
            catch (KpException error) when (attempt < AttemptsMax && (error.Status == 503 || error.InnerException is IOException))
            {
                await Task.Delay(TimeSpan.FromSeconds(attempt), context.Time, CancellationToken.None);
            }
        }
    }
}
