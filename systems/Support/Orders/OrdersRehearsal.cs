using Baton.Agents.Models;

namespace Baton.Support.Orders;

/// <summary>Plays the order agent's model.</summary>
public sealed class OrdersRehearsal : Rehearsal
{
    /// <inheritdoc />
    public override string Agent => OrderSystem.Agent;

    /// <inheritdoc />
    public override RehearsalReply Reply(RehearsalRequest request) => RehearsalReply.Say("Please tell me your email address, or your first and last name with your zip code.");
}
