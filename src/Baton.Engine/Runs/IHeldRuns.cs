using Baton.Engine.Stores;

namespace Baton.Engine.Runs;

/// <summary>Runs whose calls are held back.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IHeldRuns
{
    /// <summary>Tells a run that what held its calls back is over: they are made again at once, whenever they would have been.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="run">The run; one that holds no such call goes back to sleep.</param>
    /// <param name="code">The code with which the calls were held.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<SendOutcome> ReleaseAsync(string tenant, Guid run, string code, CancellationToken cancellationToken);
}
