using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Engine.A2A;
using Baton.Errors;
using Baton.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.A2A;

/// <summary>The binding HTTP+JSON, of version 1.0.</summary>
internal static class RestBinding
{
    private static readonly string[] Numbers = ["historyLength", "pageSize"];
    private static readonly string[] Flags = ["includeArtifacts"];

    public static Task Send(HttpContext context, A2AResponses responses, A2AStream stream, string assistant) =>
        RunAsync(context, responses, stream, assistant, A2AMethods.Send);

    public static Task Stream(HttpContext context, A2AResponses responses, A2AStream stream, string assistant) =>
        RunAsync(context, responses, stream, assistant, A2AMethods.Stream);

    public static Task Get(HttpContext context, A2AResponses responses, A2AStream stream, string assistant, string id) =>
        RunAsync(context, responses, stream, assistant, A2AMethods.Get, ("id", id));

    public static Task List(HttpContext context, A2AResponses responses, A2AStream stream, string assistant) =>
        RunAsync(context, responses, stream, assistant, A2AMethods.List);

    public static Task Cancel(HttpContext context, A2AResponses responses, A2AStream stream, string assistant, string id) =>
        RunAsync(context, responses, stream, assistant, A2AMethods.Cancel, ("id", id));

    public static Task Subscribe(HttpContext context, A2AResponses responses, A2AStream stream, string assistant, string id) =>
        RunAsync(context, responses, stream, assistant, A2AMethods.Subscribe, ("id", id));

    public static Task CreatePush(HttpContext context, A2AResponses responses, A2AStream stream, string assistant, string id) =>
        RunAsync(context, responses, stream, assistant, A2AMethods.CreatePush, ("taskId", id));

    public static Task GetPush(HttpContext context, A2AResponses responses, A2AStream stream, string assistant, string id, string configId) =>
        RunAsync(context, responses, stream, assistant, A2AMethods.GetPush, ("taskId", id), ("id", configId));

    public static Task ListPush(HttpContext context, A2AResponses responses, A2AStream stream, string assistant, string id) =>
        RunAsync(context, responses, stream, assistant, A2AMethods.ListPush, ("taskId", id));

    public static Task DeletePush(HttpContext context, A2AResponses responses, A2AStream stream, string assistant, string id, string configId) =>
        RunAsync(context, responses, stream, assistant, A2AMethods.DeletePush, ("taskId", id), ("id", configId));

    public static Task ExtendedCard(HttpContext context, A2AResponses responses, A2AStream stream, string assistant) =>
        RunAsync(context, responses, stream, assistant, A2AMethods.ExtendedCard);

    private static async Task RunAsync(
        HttpContext context, A2AResponses responses, A2AStream stream, string assistant, string method, params (string Name, string Value)[] path)
    {
        try
        {
            if (A2AVersion.Named(context) != A2AWire.Version1) throw A2AVersion.Unsupported("A request that names no version is one of 0.3, which is not served over HTTP+JSON.");
            var call = responses.Call(context, assistant, A2AWire.Version1);
            var result = await responses.RunAsync(context, call, method, await ParametersAsync(context, path));
            await (result is IAsyncEnumerable<StreamEvent> events
                ? stream.WriteAsync(context, events, (writer, happened) => A2ABodies.Write(writer, happened, A2AWire.Version1), (writer, fault) => fault.WriteRest(writer))
                : A2AResponses.WriteAsync(context, StatusCodes.Status200OK, A2AWire.MediaType, writer => A2ABodies.Write(writer, result, A2AWire.Version1)));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            var fault = responses.Fault(context, failure);
            await A2AResponses.WriteAsync(context, fault.HttpStatus, A2AWire.MediaType, fault.WriteRest);
        }
    }

    /// <summary>What body, query and path say together; the path counts most.</summary>
    private static async ValueTask<JsonElement> ParametersAsync(HttpContext context, (string Name, string Value)[] path)
    {
        var body = await RequestBody.ReadAsync(context);
        if (body.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined)) throw new BatonException(ErrorCodes.RequestInvalid, "The body must be a JSON object.");
        if (body.ValueKind == JsonValueKind.Object && path.Length == 0) return body;
        var parameters = body.ValueKind == JsonValueKind.Object ? JsonObject.Create(body)! : [];
        foreach (var (name, values) in context.Request.Query) parameters[name] = Value(name, values.ToString());
        foreach (var (name, value) in path) parameters[name] = value;
        return JsonElement.Parse(parameters.ToJsonString());
    }

    private static JsonNode Value(string name, string text)
    {
        if (Numbers.Contains(name) && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return number;
        if (Flags.Contains(name) && bool.TryParse(text, out var flag)) return flag;
        return text;
    }
}
