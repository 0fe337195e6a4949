using Baton.Errors;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Http;

/// <summary>The one table from error codes to HTTP statuses.</summary>
internal static class ErrorStatus
{
    private static readonly Dictionary<string, int> _statuses = new(StringComparer.Ordinal)
    {
        [ErrorCodes.BodyMalformed] = StatusCodes.Status400BadRequest,
        [ErrorCodes.BodyNotUtf8] = StatusCodes.Status400BadRequest,
        [ErrorCodes.A2AVersionUnsupported] = StatusCodes.Status400BadRequest,
        [ErrorCodes.TaskNotCancelable] = StatusCodes.Status400BadRequest,
        [ErrorCodes.TaskStateUnfit] = StatusCodes.Status400BadRequest,
        [ErrorCodes.ContentNotTaken] = StatusCodes.Status400BadRequest,
        [ErrorCodes.PushNotSupported] = StatusCodes.Status400BadRequest,
        [ErrorCodes.CallSocketExpected] = StatusCodes.Status400BadRequest,

        [ErrorCodes.KeyMissing] = StatusCodes.Status401Unauthorized,
        [ErrorCodes.ConsoleKeyUnknown] = StatusCodes.Status401Unauthorized,

        [ErrorCodes.RoleMissing] = StatusCodes.Status403Forbidden,
        [ErrorCodes.HostRefused] = StatusCodes.Status403Forbidden,
        [ErrorCodes.OriginRefused] = StatusCodes.Status403Forbidden,
        [ErrorCodes.CallOfOtherAccount] = StatusCodes.Status403Forbidden,

        [ErrorCodes.GraphUnknown] = StatusCodes.Status404NotFound,
        [ErrorCodes.ThreadUnknown] = StatusCodes.Status404NotFound,
        [ErrorCodes.RunUnknown] = StatusCodes.Status404NotFound,
        [ErrorCodes.TicketUnknown] = StatusCodes.Status404NotFound,
        [ErrorCodes.CheckpointUnknown] = StatusCodes.Status404NotFound,
        [ErrorCodes.KnowledgeUnknown] = StatusCodes.Status404NotFound,
        [ErrorCodes.ScheduleUnknown] = StatusCodes.Status404NotFound,
        [ErrorCodes.AgentUnknown] = StatusCodes.Status404NotFound,
        [ErrorCodes.PromptRevisionUnknown] = StatusCodes.Status404NotFound,
        [ErrorCodes.CallUnknown] = StatusCodes.Status404NotFound,
        [ErrorCodes.FeedbackUnplaced] = StatusCodes.Status404NotFound,
        [ErrorCodes.SupportRequestUnknown] = StatusCodes.Status404NotFound,
        [ErrorCodes.TaskUnknown] = StatusCodes.Status404NotFound,
        [ErrorCodes.CallSessionUnknown] = StatusCodes.Status404NotFound,

        // A broken graph is the server's fault, but a client that repeats 5xx would only start the same again.
        [ErrorCodes.GraphBroken] = StatusCodes.Status409Conflict,
        [ErrorCodes.GraphInvalid] = StatusCodes.Status409Conflict,
        [ErrorCodes.VersionChanged] = StatusCodes.Status409Conflict,
        [ErrorCodes.VersionGone] = StatusCodes.Status409Conflict,
        [ErrorCodes.StateNotMigrated] = StatusCodes.Status409Conflict,
        [ErrorCodes.ThreadBusy] = StatusCodes.Status409Conflict,
        [ErrorCodes.ThreadOfOtherGraph] = StatusCodes.Status409Conflict,
        [ErrorCodes.ThreadExists] = StatusCodes.Status409Conflict,
        [ErrorCodes.TicketClosed] = StatusCodes.Status409Conflict,
        [ErrorCodes.RunEnded] = StatusCodes.Status409Conflict,
        [ErrorCodes.RecordConflict] = StatusCodes.Status409Conflict,
        [ErrorCodes.SchedulesFull] = StatusCodes.Status409Conflict,
        [ErrorCodes.MemoryFull] = StatusCodes.Status409Conflict,
        [ErrorCodes.RepairRefused] = StatusCodes.Status409Conflict,
        [ErrorCodes.RepairRepeats] = StatusCodes.Status409Conflict,
        [ErrorCodes.RepairThreadMoved] = StatusCodes.Status409Conflict,
        [ErrorCodes.SkipRefused] = StatusCodes.Status409Conflict,
        [ErrorCodes.PromptChanged] = StatusCodes.Status409Conflict,
        [ErrorCodes.CallNotRebuilt] = StatusCodes.Status409Conflict,
        [ErrorCodes.MessageLogOff] = StatusCodes.Status409Conflict,

        [ErrorCodes.FeedbackFull] = StatusCodes.Status409Conflict,
        [ErrorCodes.SupportRequestTaken] = StatusCodes.Status409Conflict,
        [ErrorCodes.SupportRequestNotWaiting] = StatusCodes.Status409Conflict,
        [ErrorCodes.CallComplete] = StatusCodes.Status409Conflict,
        [ErrorCodes.CallFull] = StatusCodes.Status409Conflict,

        [ErrorCodes.CheckpointGone] = StatusCodes.Status410Gone,

        [ErrorCodes.BodyTooLarge] = StatusCodes.Status413PayloadTooLarge,

        [ErrorCodes.RequestInvalid] = StatusCodes.Status422UnprocessableEntity,
        [ErrorCodes.InputInvalid] = StatusCodes.Status422UnprocessableEntity,
        [ErrorCodes.KnowledgeCollectionInvalid] = StatusCodes.Status422UnprocessableEntity,
        [ErrorCodes.KnowledgeDocumentInvalid] = StatusCodes.Status422UnprocessableEntity,
        [ErrorCodes.ScheduleInvalid] = StatusCodes.Status422UnprocessableEntity,
        [ErrorCodes.ContractMajor] = StatusCodes.Status422UnprocessableEntity,
        [ErrorCodes.ThreadIdInvalid] = StatusCodes.Status422UnprocessableEntity,
        [ErrorCodes.TicketAmbiguous] = StatusCodes.Status422UnprocessableEntity,
        [ErrorCodes.AnswerInvalid] = StatusCodes.Status422UnprocessableEntity,
        [ErrorCodes.IdempotencyConflict] = StatusCodes.Status422UnprocessableEntity,
        [ErrorCodes.MemoryFactInvalid] = StatusCodes.Status422UnprocessableEntity,
        [ErrorCodes.PromptValuesInvalid] = StatusCodes.Status422UnprocessableEntity,
        [ErrorCodes.WebhookRefused] = StatusCodes.Status422UnprocessableEntity,

        [ErrorCodes.TooManyWatchers] = StatusCodes.Status429TooManyRequests,
        [ErrorCodes.PoolFull] = StatusCodes.Status429TooManyRequests,
        [ErrorCodes.DayBudgetSpent] = StatusCodes.Status429TooManyRequests,
        [ErrorCodes.ModelRateLimited] = StatusCodes.Status429TooManyRequests,

        [ErrorCodes.KillSwitchOn] = StatusCodes.Status503ServiceUnavailable,
        [ErrorCodes.NotReady] = StatusCodes.Status503ServiceUnavailable,
        [ErrorCodes.StoreRefusesWrites] = StatusCodes.Status503ServiceUnavailable,
        [ErrorCodes.StoreUnavailable] = StatusCodes.Status503ServiceUnavailable,
    };

    /// <summary>The status for a code; 500 for the codes that no request can cause.</summary>
    public static int Of(string code) => _statuses.GetValueOrDefault(code, StatusCodes.Status500InternalServerError);
}
