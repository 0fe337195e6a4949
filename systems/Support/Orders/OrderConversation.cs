using Baton.Contracts;
using Baton.Graphs;
using Baton.Support.Orders.Tools;

namespace Baton.Support.Orders;

/// <summary>A conversation with the order agent alone: a thread is one customer's.</summary>
internal static class OrderConversation
{
    /// <summary>The graph's id.</summary>
    public const string Id = "order_desk";

    /// <summary>Builds the definition.</summary>
    public static GraphDefinition Define() => Graph
        .Define<OrderQuestion, OrderTalk, OrderReply>(Id, version: 1)
        .Start(question => new OrderTalk(Log<Message>.Empty.Add(Message.Human(question.Message))))
        .Continue((talk, question) => talk with { Messages = talk.Messages.Add(Message.Human(question.Message)) })
        .Chat(message => new OrderQuestion(message), reply => reply.Response)
        .Agent<string>(
            "answer",
            OrderSystem.Agent,
            talk => new AgentRequest([.. talk.Messages]),
            (talk, answer) => talk with { Messages = talk.Messages.Add(Message.Ai(answer, OrderSystem.Agent)) })
        .Return(talk => new OrderReply(talk.Messages[^1].Content, IsTransfer(talk.Messages[^1].Content)));

    /// <summary>True where an answer hands the customer over to a person.</summary>
    public static bool IsTransfer(string answer) => answer.Contains(TransferTool.Notice, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A customer's message to the order desk.</summary>
/// <param name="Message">What the customer writes.</param>
public sealed record OrderQuestion(string Message);

/// <summary>A conversation with the order desk.</summary>
/// <param name="Messages">The whole of it, oldest first.</param>
public sealed record OrderTalk(Log<Message> Messages);

/// <summary>The order desk's answer.</summary>
/// <param name="Response">In plain text.</param>
/// <param name="Transferred">True where a person is to go on.</param>
public sealed record OrderReply(string Response, bool Transferred);
