using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.RegularExpressions;
using Baton.Engine.Analytics;
using Baton.Server.Http;
using Baton.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Baton.Server.Ops;

/// <summary>What customers and reviewers think of threads and runs.</summary>
internal static partial class OpsFeedback
{
    private const int LongestComment = 4_000;
    private const int MostRows = 500;
    private const double Largest = 1_000_000;

    public static async Task<Ok<OpsFeedbackItem>> Add(HttpContext context, IFeedback feedback)
    {
        var fields = await RequestBody.ReadFieldsAsync(context);
        var (thread, run, key, comment) = (fields.Text("thread_id"), fields.Id("run_id"), fields.Text("key"), fields.Text("comment"));
        var idempotency = IdempotencyKey.Of(context);
        if (fields.Has("thread_id") == fields.Has("run_id")) fields.Add("thread_id", "Either a thread_id or a run_id is expected.");
        if (thread is { Length: 0 or > 255 }) fields.Add("thread_id", "A thread's id is 1 to 255 characters.");
        if (key is null || !Key().IsMatch(key)) fields.Add("key", "1 to 64 of a–z, 0–9, '_', '.' and '-' are expected, such as csat.");
        if (comment?.Length > LongestComment) fields.Add("comment", $"At most {LongestComment} characters are kept.");
        var score = Score(fields, key);
        fields.RefuseOthers();
        fields.Throw();
        var caller = Caller.Of(context);
        var kept = await feedback.AddAsync(
            new FeedbackWish(caller.Tenant, key!, score)
            {
                Thread = thread,
                Run = run,
                Comment = string.IsNullOrWhiteSpace(comment) ? null : comment,
                By = caller.Name,
                IdempotencyKey = idempotency,
            },
            context.RequestAborted);
        return TypedResults.Ok(OpsFeedbackItem.Of(kept));
    }

    public static async Task<Ok<IReadOnlyList<OpsFeedbackItem>>> List(
        HttpContext context, IFeedback feedback, string? thread_id = null, Guid? run_id = null, [Range(1, MostRows)] int limit = 100, [Range(0, int.MaxValue)] int offset = 0)
    {
        var faults = new QueryFaults();
        if (thread_id is not null && run_id is not null) faults.Add("run_id", "Either a thread_id or a run_id is expected.");
        faults.Throw();
        var found = await feedback.ListAsync(Caller.Of(context).Tenant, thread_id, run_id, offset, limit, context.RequestAborted);
        return TypedResults.Ok<IReadOnlyList<OpsFeedbackItem>>([.. found.Select(OpsFeedbackItem.Of)]);
    }

    private static double Score(Fields fields, string? key)
    {
        var (least, most) = key switch { "csat" => (1, 5), "first_response_accuracy" => (0, 1), _ => (-Largest, Largest) };
        if (fields.Value("score") is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var score) && score >= least && score <= most) return score;
        fields.Add("score", $"A number from {least:0} to {most:0} is expected.");
        return 0;
    }

    [GeneratedRegex("^[a-z0-9_.-]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex Key();
}

/// <summary>Feedback, as documented. The header <c>Idempotency-Key</c> makes repeating it safe.</summary>
/// <param name="Key">What is scored, such as <c>csat</c> (1 to 5) or <c>first_response_accuracy</c> (0 to 1).</param>
/// <param name="Score">How much.</param>
internal sealed record OpsFeedbackWish(string Key, double Score)
{
    /// <summary>The thread; or a run.</summary>
    public string? ThreadId { get; init; }

    /// <summary>The run; or a thread.</summary>
    public Guid? RunId { get; init; }

    /// <summary>In words, or absent.</summary>
    public string? Comment { get; init; }
}

/// <summary>Feedback that is kept.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Key">What is scored.</param>
/// <param name="Score">How much.</param>
/// <param name="At">When it was given.</param>
internal sealed record OpsFeedbackItem(string Id, string Key, double Score, DateTimeOffset At)
{
    /// <summary>The thread, or null.</summary>
    public string? ThreadId { get; init; }

    /// <summary>The run, or null.</summary>
    public Guid? RunId { get; init; }

    /// <summary>The graph.</summary>
    public required string Graph { get; init; }

    /// <summary>In words, or null.</summary>
    public string? Comment { get; init; }

    /// <summary>Who passed it on, or null.</summary>
    public string? By { get; init; }

    public static OpsFeedbackItem Of(Feedback feedback) => new(feedback.Id, feedback.Key, feedback.Score, feedback.At)
    {
        ThreadId = feedback.Thread,
        RunId = feedback.Run,
        Graph = feedback.Graph,
        Comment = feedback.Comment,
        By = feedback.By,
    };
}
