namespace Baton.Engine.Telemetry;

/// <summary>
/// Every name that spans and measurements bear: OpenTelemetry's conventions for generative AI as of version 1.41 (the newer ones are in
/// <see cref="GenAiConventions"/>), and Baton's own for what they lack.
/// </summary>
public static class TelemetryNames
{
    // Operations: the first word of a span's name, and the value of gen_ai.operation.name.
    /// <summary>Span: a model call.</summary>
    public const string Chat = "chat";

    /// <summary>Span: a call of a tool that a model asked for.</summary>
    public const string ExecuteTool = "execute_tool";

    /// <summary>Span: one visit of an agent, from its first model call to its answer.</summary>
    public const string InvokeAgent = "invoke_agent";

    /// <summary>Span: one activation of a run.</summary>
    public const string InvokeWorkflow = "invoke_workflow";

    /// <summary>Span: the acceptance of a run, to which the run's own spans belong.</summary>
    public const string StartRun = "start_run";

    /// <summary>Span: an answer or an event for a run, linked to the trace that started it.</summary>
    public const string ResumeRun = "resume_run";

    /// <summary>Span: a cancel for a run, linked to the trace that started it.</summary>
    public const string CancelRun = "cancel_run";

    /// <summary>Span: one visit of a node.</summary>
    public const string Node = "node";

    /// <summary>Span: a branch of a node, or what a node does for one item.</summary>
    public const string Branch = "branch";

    /// <summary>Span: a wait, in trees that are exported at a run's end.</summary>
    public const string Wait = "wait";

    /// <summary>Span: one try of an effect that is neither a model call nor a tool call.</summary>
    public const string Effect = "effect";

    /// <summary>Span: one try to deliver a webhook.</summary>
    public const string DeliverWebhook = "deliver_webhook";

    // OpenTelemetry: identity.
    /// <summary>What is done: <c>chat</c>, <c>execute_tool</c>, <c>invoke_agent</c> or <c>invoke_workflow</c>.</summary>
    public const string Operation = "gen_ai.operation.name";

    /// <summary>The model's provider.</summary>
    public const string Provider = "gen_ai.provider.name";

    /// <summary>The agent.</summary>
    public const string AgentName = "gen_ai.agent.name";

    /// <summary>The graph, under OpenTelemetry's name for it.</summary>
    public const string WorkflowName = "gen_ai.workflow.name";

    /// <summary>The tool.</summary>
    public const string ToolName = "gen_ai.tool.name";

    /// <summary>Always <c>function</c>.</summary>
    public const string ToolType = "gen_ai.tool.type";

    /// <summary>The thread.</summary>
    public const string Conversation = "gen_ai.conversation.id";

    /// <summary>The model that was asked for.</summary>
    public const string RequestModel = "gen_ai.request.model";

    /// <summary>The model that answered.</summary>
    public const string ResponseModel = "gen_ai.response.model";

    /// <summary>The provider's id of the answer.</summary>
    public const string ResponseId = "gen_ai.response.id";

    /// <summary>The host that was called.</summary>
    public const string ServerAddress = "server.address";

    /// <summary>Its port.</summary>
    public const string ServerPort = "server.port";

    /// <summary>The request's method.</summary>
    public const string HttpMethod = "http.request.method";

    /// <summary>The route's template; never the path, which holds ids.</summary>
    public const string HttpRoute = "http.route";

    /// <summary>The answer's status.</summary>
    public const string HttpStatus = "http.response.status_code";

    // OpenTelemetry: the call's shape.
    /// <summary>The failure's stable code or type; never its text.</summary>
    public const string ErrorType = "error.type";

    /// <summary>The most tokens that the answer may have.</summary>
    public const string MaxTokens = "gen_ai.request.max_tokens";

    /// <summary>The sampling temperature.</summary>
    public const string Temperature = "gen_ai.request.temperature";

    /// <summary>True where the answer is streamed.</summary>
    public const string Stream = "gen_ai.request.stream";

    /// <summary><c>text</c> or <c>json</c>.</summary>
    public const string OutputType = "gen_ai.output.type";

    /// <summary>Why the model stopped.</summary>
    public const string FinishReasons = "gen_ai.response.finish_reasons";

    /// <summary>Until the first piece of the answer, in seconds.</summary>
    public const string TimeToFirstChunk = "gen_ai.response.time_to_first_chunk";

    // OpenTelemetry: cost.
    /// <summary>Tokens sent.</summary>
    public const string InputTokens = "gen_ai.usage.input_tokens";

    /// <summary>Tokens received.</summary>
    public const string OutputTokens = "gen_ai.usage.output_tokens";

    /// <summary>Of those sent, tokens that the provider read from its cache.</summary>
    public const string CachedInputTokens = "gen_ai.usage.cache_read.input_tokens";

    /// <summary>Of those received, tokens of reasoning.</summary>
    public const string ReasoningTokens = "gen_ai.usage.reasoning.output_tokens";

    /// <summary><c>input</c> or <c>output</c>.</summary>
    public const string TokenType = "gen_ai.token.type";

    // Baton: identity.
    /// <summary>The tenant.</summary>
    public const string Tenant = "baton.tenant";

    /// <summary>The run.</summary>
    public const string Run = "baton.run.id";

    /// <summary>The run at the top of the tree.</summary>
    public const string RootRun = "baton.run.root";

    /// <summary>The run that started this one.</summary>
    public const string ParentRun = "baton.run.parent";

    /// <summary>The graph.</summary>
    public const string Graph = "baton.graph";

    /// <summary>The graph's version.</summary>
    public const string Version = "baton.version";

    /// <summary>The pool.</summary>
    public const string Pool = "baton.pool";

    /// <summary>The node.</summary>
    public const string NodeName = "baton.node";

    /// <summary>The node's kind.</summary>
    public const string NodeKind = "baton.node.kind";

    /// <summary>The visit, such as <c>billing#1</c>.</summary>
    public const string Visit = "baton.visit";

    /// <summary>The effect.</summary>
    public const string EffectName = "baton.effect";

    /// <summary><c>call</c>, <c>model</c> or <c>tool</c>.</summary>
    public const string EffectKind = "baton.effect.kind";

    /// <summary>The feature that the run's metadata name.</summary>
    public const string Feature = "baton.feature";

    /// <summary>The line of business that the run's metadata name.</summary>
    public const string Vertical = "baton.vertical";

    /// <summary>The experiment that the run's metadata name.</summary>
    public const string Experiment = "baton.experiment";

    /// <summary>The model's name in the catalogue.</summary>
    public const string CatalogModel = "baton.model";

    /// <summary>The prompt's version.</summary>
    public const string PromptVersion = "baton.prompt.version";

    /// <summary>The remote agent.</summary>
    public const string RemoteAgent = "baton.remote_agent";

    /// <summary>The remote agent's version.</summary>
    public const string RemoteVersion = "baton.remote_agent.version";

    /// <summary>The stage that a remote agent is called in, as the graph names it; <c>none</c> where it does not.</summary>
    public const string Stage = "baton.stage";

    /// <summary>What kind of question.</summary>
    public const string TicketKind = "baton.ticket.kind";

    // Baton: the call's shape.
    /// <summary>How a run stands.</summary>
    public const string Status = "baton.status";

    /// <summary>What came of it.</summary>
    public const string Outcome = "baton.outcome";

    /// <summary>The how-manieth owner the run has.</summary>
    public const string Epoch = "baton.run.epoch";

    /// <summary>How many tries came before.</summary>
    public const string Retry = "baton.retry";

    /// <summary>True where an earlier try may have reached the other side.</summary>
    public const string Repeated = "baton.repeated";

    /// <summary>True where another model than the agent's own answered.</summary>
    public const string Fallback = "baton.fallback";

    /// <summary><c>asked</c> or <c>settled</c>.</summary>
    public const string Approval = "baton.approval";

    /// <summary>True where a rehearsal played the model's part.</summary>
    public const string Rehearsal = "baton.rehearsal";

    /// <summary>Why a tree was exported at its run's end: <c>error</c>, <c>slow</c>, <c>cost</c> or <c>tag</c>.</summary>
    public const string Tail = "baton.tail";

    // Baton: cost.
    /// <summary>What it cost, in US dollars.</summary>
    public const string CostUsd = "baton.cost_usd";

    /// <summary>How many model calls there were inside.</summary>
    public const string ModelCalls = "baton.llm_calls";

    /// <summary>How long they took together, in milliseconds.</summary>
    public const string ModelLatency = "baton.llm_latency_ms";

    /// <summary>The run's limit of tokens.</summary>
    public const string BudgetTokens = "baton.budget.tokens";

    /// <summary>The run's limit of cost, in US dollars.</summary>
    public const string BudgetCostUsd = "baton.budget.cost_usd";
}
