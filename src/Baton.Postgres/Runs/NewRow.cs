using Baton.Engine.Runs;
using Baton.Engine.Stores;

namespace Baton.Postgres.Runs;

/// <summary>Makes the row of a run that is accepted.</summary>
internal static class NewRow
{
    public static RunRow Of(RunAcceptance wish, RunStatus status, bool isQueued, DateTimeOffset now)
    {
        var isOwned = status == RunStatus.Running;
        return new(wish.Tenant, wish.Id, wish.Graph, wish.Version, wish.Pool, status)
        {
            Assistant = wish.Assistant,
            Thread = wish.Thread,
            Queued = isQueued,
            IsEdit = wish.IsEdit,
            Resumable = wish.Resumable,
            Seq = wish.Entries.Count,
            Owner = isOwned ? wish.Owner : null,
            Epoch = isOwned ? 1 : 0,
            Strategy = wish.Strategy,
            Metadata = StoreJson.Own(wish.Metadata),
            Parent = wish.Parent,
            CreatedAt = now,
            UpdatedAt = now,
            WakeAt = !status.HasEnded() && wish.Delay > TimeSpan.Zero ? now.AddMilliseconds(Math.Ceiling(wish.Delay.TotalMilliseconds)) : null,
        };
    }
}
