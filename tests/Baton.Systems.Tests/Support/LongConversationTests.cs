using System.Text;
using Baton.Agents.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Systems.Tests.Support;

/// <summary>A conversation of 200 turns: what is kept of it, and what models are given.</summary>
public sealed class LongConversationTests
{
    private const int Turns = 200;
    private const int TrailOfTurn = 4_300;

    // As long as customers write: 330 characters in the middle.
    private static readonly string[] _said =
    [
        "I was charged for an order that I never placed, and the invoice that came with it names a delivery address in a street I have never lived in. I would like to know how that could happen, which card it was charged to, when the money comes back, and what I have to do so that it does not happen again next month.",
        "The other thing is the subscription: your terms say that it can be ended by the end of each month, but the page where I would do so shows me an invoice of the year before last and no button. Could you tell me whether the fee of 12 dollars for the next month is still due, and where I would see that the subscription has ended?",
        "Thank you for the answer so far. My bank tells me that there are two payments under way to your company, one of 45 dollars and one of 12, and that they can only hold them back until Thursday. Please tell me which of the two is right, and what the reference on the statement of each of them means, since neither is an order number of mine.",
    ];

    [Fact]
    public async Task A_long_conversation_costs_what_is_said_in_it_and_not_its_history_again_and_again()
    {
        var heard = new List<int>();
        await using var host = await SupportHost.StartAsync(baton => Listen(baton.Services, heard), ("People:Enabled", "false"), ("Escalation:FailedAnswers", "100"));
        var kept = new List<long>();
        var said = 0L;
        for (var turn = 0; turn < Turns; turn++)
        {
            var message = $"{turn}: {_said[turn % _said.Length]}";
            var result = await host.RunAsync(message, "long");
            kept.Add((await host.Store.Runs.ReadAsync(result.Run.Id, 0, 1_000, TestContext.Current.CancellationToken)).Sum(entry => (long)entry.Body.Length));
            said += Encoding.UTF8.GetByteCount(message) + Encoding.UTF8.GetByteCount(SupportHost.Reply(result).Response);
        }

        // What is said once, and a turn's own trail (28 entries: model calls, guardrails, the case), which does not grow.
        Assert.InRange((kept.Sum() - said) / Turns, 0, TrailOfTurn);
        Assert.InRange(kept.TakeLast(Turns / 2).Sum(), 1, kept.Take(Turns / 2).Sum() * 11 / 10);
        Assert.InRange(heard.Max(), 1, 12);
    }

    private static void Listen(IServiceCollection services, List<int> heard)
    {
        foreach (var known in services.Where(service => service.ServiceType == typeof(Rehearsal)).ToList())
        {
            services.Remove(known);
            services.AddSingleton<Rehearsal>(provider => new Listening((Rehearsal)ActivatorUtilities.CreateInstance(provider, known.ImplementationType!), heard));
        }
    }

    /// <summary>A rehearsal that notes how many messages it was given.</summary>
    private sealed class Listening(Rehearsal rehearsal, List<int> heard) : Rehearsal
    {
        public override string Agent => rehearsal.Agent;

        public override RehearsalReply Reply(RehearsalRequest request)
        {
            lock (heard) heard.Add(request.Messages.Count);
            return rehearsal.Reply(request);
        }
    }
}
