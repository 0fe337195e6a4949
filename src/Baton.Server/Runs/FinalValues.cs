using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Errors;

namespace Baton.Server.Runs;

/// <summary>What <c>/wait</c> and <c>/join</c> answer with.</summary>
internal static class FinalValues
{
    private const string InterruptMember = "__interrupt__";

    /// <summary>
    /// Writes a run's last values: the output of one that succeeded; of one that waits its state and what it asks; of a failed one the
    /// error; of a cancelled one the state that it kept.
    /// </summary>
    public static void Write(IBufferWriter<byte> body, RunResult result)
    {
        switch (result.Run.Status)
        {
            case RunStatus.Error or RunStatus.Timeout:
                WriteError(body, result.Error ?? new ErrorBody(result.Run.ErrorCode ?? "", "BatonException", "The run failed."));
                break;
            case RunStatus.Success when result.Output is { } output:
                Copy(body, output);
                break;
            case RunStatus.Waiting or RunStatus.Sleeping:
                WriteWaiting(body, result);
                break;
            default:
                if (result.State is { ValueKind: not JsonValueKind.Undefined } state) Copy(body, state);
                else body.Write("{}"u8);
                break;
        }
    }

    /// <summary>Writes why the last values cannot be had.</summary>
    public static void Write(IBufferWriter<byte> body, BatonException exception) =>
        WriteError(body, new ErrorBody(exception.Code, exception.GetType().Name, exception.Message));

    private static void Copy(IBufferWriter<byte> body, JsonElement value) => body.Write(JsonMarshal.GetRawUtf8Value(value));

    private static void WriteWaiting(IBufferWriter<byte> body, RunResult result)
    {
        using var writer = new Utf8JsonWriter(body);
        writer.WriteStartObject();
        if (result.State is { ValueKind: JsonValueKind.Object } state)
        {
            foreach (var member in state.EnumerateObject().Where(member => member.Name != InterruptMember)) member.WriteTo(writer);
        }

        writer.WritePropertyName(InterruptMember);
        JsonSerializer.Serialize(writer, Projection.Interrupts(result.Tickets), RunApiJson.Default.IReadOnlyListInterruptBody);
        writer.WriteEndObject();
    }

    private static void WriteError(IBufferWriter<byte> body, ErrorBody error)
    {
        using var writer = new Utf8JsonWriter(body);
        JsonSerializer.Serialize(writer, new FailedRun(new RunFailure(error.Type, error.Message, error.Code)), RunApiJson.Default.FailedRun);
    }
}

/// <summary>What a failed run's last values are.</summary>
/// <param name="Error">The failure.</param>
internal sealed record FailedRun([property: System.Text.Json.Serialization.JsonPropertyName("__error__")] RunFailure Error);

/// <summary>A failure.</summary>
/// <param name="Error">The exception's type name.</param>
/// <param name="Message">Its text.</param>
/// <param name="Code">The stable code.</param>
internal sealed record RunFailure(string Error, string Message, string Code);
