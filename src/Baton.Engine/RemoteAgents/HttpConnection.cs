using Baton.Engine.A2A;
using Baton.Errors;

namespace Baton.Engine.RemoteAgents;

/// <summary>An agent over HTTP.</summary>
internal sealed class HttpConnection(JsonRpcWire wire, TimeProvider time) : IRemoteConnection
{
    private const int MostFailedLooks = 5;
    private static readonly TimeSpan FirstGap = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(1);

    public async ValueTask<RemoteAnswer> SendAsync(RemoteSending sending, CancellationToken cancellation)
    {
        var sent = await wire.SendAsync(sending.Message, cancellation);
        return sent.Message is { } message ? AnswerReader.Of(message) : AnswerReader.Of(sent.Task);
    }

    public async ValueTask<RemoteAnswer> AwaitAsync(string task, CancellationToken cancellation)
    {
        var (gap, failed) = (FirstGap, 0);
        while (true)
        {
            try
            {
                var answer = await GetAsync(task, cancellation);
                if (answer.Rests()) return answer;
                failed = 0;
            }
            catch (TransientException) when (++failed < MostFailedLooks)
            {
                // The task goes on; only the look at it failed.
            }

            await Task.Delay(gap, time, cancellation);
            gap = gap + gap < LongestGap ? gap + gap : LongestGap;
        }
    }

    public async ValueTask<RemoteAnswer> GetAsync(string task, CancellationToken cancellation) => AnswerReader.Of(await wire.GetAsync(task, cancellation));

    public async ValueTask CancelAsync(string task, CancellationToken cancellation) => await wire.CancelAsync(task, cancellation);
}
