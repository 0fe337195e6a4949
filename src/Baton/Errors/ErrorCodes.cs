namespace Baton.Errors;

/// <summary>Every stable error code. A code is never given a second meaning; each has a page under <c>docs/errors</c>.</summary>
public static class ErrorCodes
{
    /// <summary>A graph definition has faults.</summary>
    public const string GraphInvalid = "BTN1000";

    /// <summary>A node cannot be reached from the first one.</summary>
    public const string NodeUnreachable = "BTN1001";

    /// <summary>An edge leads to a node that does not exist.</summary>
    public const string EdgeToNowhere = "BTN1002";

    /// <summary>Two nodes or branches have one name.</summary>
    public const string DuplicateName = "BTN1003";

    /// <summary>A route has no <c>Otherwise</c>.</summary>
    public const string RouteIncomplete = "BTN1004";

    /// <summary>Parallel branches or a map have no join.</summary>
    public const string JoinMissing = "BTN1005";

    /// <summary>A name, an id or a version has the wrong form.</summary>
    public const string NameInvalid = "BTN1006";

    /// <summary>A state member can be changed in place.</summary>
    public const string StateMutable = "BTN1007";

    /// <summary>A graph that is not resumable has nodes that need resuming.</summary>
    public const string NotResumable = "BTN1008";

    /// <summary>A graph lacks a part that it needs (start, return, nodes).</summary>
    public const string PartMissing = "BTN1009";

    /// <summary>A setting is out of its range.</summary>
    public const string OutOfRange = "BTN1010";

    /// <summary>A graph's input, state or output type cannot be written as JSON and read again.</summary>
    public const string TypeUnreadable = "BTN1011";

    /// <summary>A graph says more than once what its case is.</summary>
    public const string CaseTwice = "BTN1012";

    /// <summary>Two registry rows have one graph id.</summary>
    public const string DuplicateGraph = "BTN1101";

    /// <summary>No graph has this id.</summary>
    public const string GraphUnknown = "BTN1102";

    /// <summary>The graph's builder failed; only this graph is out of use.</summary>
    public const string GraphBroken = "BTN1103";

    /// <summary>One version number names two different definitions.</summary>
    public const string VersionChanged = "BTN1104";

    /// <summary>The version that a run started with is gone.</summary>
    public const string VersionGone = "BTN1105";

    /// <summary>Options name a pool that no graph has.</summary>
    public const string PoolUnknown = "BTN1106";

    /// <summary>A setting under <c>Baton:Engine</c> cannot be read or used; all of them are listed.</summary>
    public const string EngineOptionInvalid = "BTN1107";

    /// <summary>An input does not fit its contract.</summary>
    public const string InputInvalid = "BTN1201";

    /// <summary>A payload has another major version than its reader.</summary>
    public const string ContractMajor = "BTN1202";

    /// <summary>A schedule's expression, time zone or end cannot be used.</summary>
    public const string ScheduleInvalid = "BTN1301";

    /// <summary>A failure that a retry may cure.</summary>
    public const string Transient = "BTN2001";

    /// <summary>A failure that no retry cures.</summary>
    public const string Permanent = "BTN2002";

    /// <summary>A node's own code threw.</summary>
    public const string NodeFailed = "BTN2003";

    /// <summary>A run exceeded its step limit.</summary>
    public const string StepLimit = "BTN2004";

    /// <summary>Two nodes hand a run back and forth.</summary>
    public const string PingPong = "BTN2005";

    /// <summary>A run used up its time budget.</summary>
    public const string TimeBudgetSpent = "BTN2006";

    /// <summary>A run's deadline passed.</summary>
    public const string DeadlinePassed = "BTN2007";

    /// <summary>A recorded effect was asked again with other arguments.</summary>
    public const string ArgumentsChanged = "BTN2008";

    /// <summary>A node swallowed its own suspension.</summary>
    public const string SuspensionSwallowed = "BTN2009";

    /// <summary>The server that ran a not-resumable run died.</summary>
    public const string RunLost = "BTN2010";

    /// <summary>Two effects of one node ran at once under one name.</summary>
    public const string EffectNameShared = "BTN2011";

    /// <summary>A single try took longer than its timeout.</summary>
    public const string AttemptTimeout = "BTN2013";

    /// <summary>One or more branches failed.</summary>
    public const string BranchFailed = "BTN2014";

    /// <summary>A child run did not succeed.</summary>
    public const string ChildFailed = "BTN2015";

    /// <summary>Runs wait for one another in a circle.</summary>
    public const string WaitCycle = "BTN2016";

    /// <summary>Code called something that is not available where it was called.</summary>
    public const string NotAvailable = "BTN2017";

    /// <summary>The journal was written by a newer version.</summary>
    public const string JournalTooNew = "BTN2018";

    /// <summary>A state from an earlier graph version cannot be read by this one.</summary>
    public const string StateNotMigrated = "BTN2019";

    /// <summary>A call was refused because it would pass a limit of tokens, cost or calls.</summary>
    public const string BudgetSpent = "BTN2020";

    /// <summary>The thread has a run and the request asked to be refused then.</summary>
    public const string ThreadBusy = "BTN3001";

    /// <summary>The thread belongs to another graph.</summary>
    public const string ThreadOfOtherGraph = "BTN3002";

    /// <summary>No such thread.</summary>
    public const string ThreadUnknown = "BTN3003";

    /// <summary>No such run.</summary>
    public const string RunUnknown = "BTN3004";

    /// <summary>No such ticket.</summary>
    public const string TicketUnknown = "BTN3005";

    /// <summary>The ticket was completed before, with something else.</summary>
    public const string TicketClosed = "BTN3006";

    /// <summary>The run has ended.</summary>
    public const string RunEnded = "BTN3007";

    /// <summary>The pool's queue is full.</summary>
    public const string PoolFull = "BTN3008";

    /// <summary>A thread id has the wrong form.</summary>
    public const string ThreadIdInvalid = "BTN3009";

    /// <summary>The thread exists already.</summary>
    public const string ThreadExists = "BTN3010";

    /// <summary>Several tickets are open and the answer names none.</summary>
    public const string TicketAmbiguous = "BTN3011";

    /// <summary>A record was changed by somebody else.</summary>
    public const string RecordConflict = "BTN3012";

    /// <summary>No such checkpoint.</summary>
    public const string CheckpointUnknown = "BTN3013";

    /// <summary>The checkpoint, or what its state rests on, was removed by retention.</summary>
    public const string CheckpointGone = "BTN3015";

    /// <summary>An answer does not fit the schema of its ticket.</summary>
    public const string AnswerInvalid = "BTN3014";

    /// <summary>The idempotency key was used for another request.</summary>
    public const string IdempotencyConflict = "BTN3016";

    /// <summary>A webhook's address is private, and the server does not call such.</summary>
    public const string WebhookRefused = "BTN3017";

    /// <summary>There is no such schedule.</summary>
    public const string ScheduleUnknown = "BTN3101";

    /// <summary>The tenant has as many schedules as it may.</summary>
    public const string SchedulesFull = "BTN3102";

    /// <summary>The store is in use by another process.</summary>
    public const string StoreLocked = "BTN4001";

    /// <summary>The store was written by a newer version.</summary>
    public const string StoreTooNew = "BTN4002";

    /// <summary>The store is damaged.</summary>
    public const string StoreDamaged = "BTN4003";

    /// <summary>The store cannot be reached or written.</summary>
    public const string StoreUnavailable = "BTN4004";

    /// <summary>An export file cannot be read.</summary>
    public const string ImportInvalid = "BTN4005";

    /// <summary>Agent files or what they refer to have faults; all of them are listed with file and line.</summary>
    public const string AgentsInvalid = "BTN5000";

    /// <summary>An agent file has no front matter between two lines of <c>---</c>, is not YAML there, or has no prompt after it.</summary>
    public const string AgentFileUnreadable = "BTN5001";

    /// <summary>An agent file has a key that Baton does not know; see the agent file's keys.</summary>
    public const string AgentKeyUnknown = "BTN5002";

    /// <summary>A value of an agent file is missing or has the wrong form.</summary>
    public const string AgentValueInvalid = "BTN5003";

    /// <summary>Two agents, tools, rehearsals, models or output types have one name.</summary>
    public const string AgentNameTaken = "BTN5004";

    /// <summary>No agent has this name: add its file, or correct the graph.</summary>
    public const string AgentUnknown = "BTN5005";

    /// <summary>An agent names a model that is not in the catalogue (<c>Baton:Models</c>).</summary>
    public const string ModelUnknown = "BTN5006";

    /// <summary>An agent names a tool that was not added with <c>AddTool</c>.</summary>
    public const string ToolUnknown = "BTN5007";

    /// <summary>An agent's output names no known C# type, or another one than its graph reads.</summary>
    public const string AgentOutputInvalid = "BTN5008";

    /// <summary>A prompt has a placeholder to which neither the request nor the file gives a value.</summary>
    public const string PromptVariableMissing = "BTN5009";

    /// <summary>The model catalogue in the configuration has faults; all of them are listed.</summary>
    public const string ModelsInvalid = "BTN5010";

    /// <summary>A setting of a model is missing, unknown or has the wrong form.</summary>
    public const string ModelSettingInvalid = "BTN5011";

    /// <summary>An agent uses an offline model, and no rehearsal plays it: add one, or configure a provider for its model.</summary>
    public const string RehearsalMissing = "BTN5012";

    /// <summary>An agent's answer did not fit its output's schema, nor did the repaired one.</summary>
    public const string AgentAnswerInvalid = "BTN5013";

    /// <summary>An agent, or the configuration, names a guardrail that there is not.</summary>
    public const string GuardrailUnknown = "BTN4101";

    /// <summary>A setting of a guardrail is missing, unknown or has the wrong form.</summary>
    public const string GuardrailSettingInvalid = "BTN4102";

    /// <summary>A guardrail, or the person it asked, let a text go no further.</summary>
    public const string GuardrailBlocked = "BTN4103";

    /// <summary>The circuit of a model, a tool or a remote agent is open after failures: the call was not made.</summary>
    public const string CircuitOpen = "BTN4201";

    /// <summary>A provider withheld a model's answer (content filter).</summary>
    public const string AnswerWithheld = "BTN4202";

    /// <summary>A setting under <c>Baton:Agents</c> is unknown or has the wrong form.</summary>
    public const string PolicySettingInvalid = "BTN4203";

    /// <summary>A fallback is unknown, answers in another form, leads back to its agent, or was added twice.</summary>
    public const string FallbackInvalid = "BTN4204";

    /// <summary>A person who was asked after repeated failures of an agent decided that it counts as failed.</summary>
    public const string EscalationRefused = "BTN4205";

    /// <summary>An agent's <c>context: agent</c> cannot condense conversations.</summary>
    public const string ContextAgentInvalid = "BTN4401";

    /// <summary>An agent has a <c>context</c>, but how much its model takes is not known.</summary>
    public const string ContextWindowUnknown = "BTN4402";

    /// <summary>What a model call must send does not fit the agent's window.</summary>
    public const string ContextTooSmall = "BTN4403";

    /// <summary>The digest of the conversation that a visit began with is gone.</summary>
    public const string ContextDigestGone = "BTN4404";

    /// <summary>An agent reads unverified facts, and nobody reviews what it writes.</summary>
    public const string MemoryTierRefused = "BTN4601";

    /// <summary>An agent's memory is not set up as its file needs it.</summary>
    public const string MemorySettingInvalid = "BTN4602";

    /// <summary>A customer has as many facts as may be.</summary>
    public const string MemoryFull = "BTN4603";

    /// <summary>A fact about a customer has the wrong form, or it is not known whom it is about.</summary>
    public const string MemoryFactInvalid = "BTN4604";

    /// <summary>A model call would pass what its graph or its user may spend in a day.</summary>
    public const string DayBudgetSpent = "BTN4301";

    /// <summary>A model call would pass what its model may be asked in a minute: the run waits for the next one.</summary>
    public const string ModelRateLimited = "BTN4302";

    /// <summary>Model calls are stopped by the kill switch: the run waits until it is released.</summary>
    public const string KillSwitchOn = "BTN4303";

    /// <summary>A budget in the configuration is unknown or has the wrong form.</summary>
    public const string BudgetSettingInvalid = "BTN4304";

    /// <summary>A collection's name has the wrong form, or an agent's <c>knowledge</c> cannot be used.</summary>
    public const string KnowledgeCollectionInvalid = "BTN4501";

    /// <summary>A document cannot be taken: no id, no text, too long, not readable. All such documents are listed.</summary>
    public const string KnowledgeDocumentInvalid = "BTN4502";

    /// <summary>There is no such collection.</summary>
    public const string KnowledgeUnknown = "BTN4503";

    /// <summary>The embedding generator gave something that cannot be kept.</summary>
    public const string KnowledgeEmbeddingInvalid = "BTN4504";

    /// <summary>Tools of an MCP server, or of an OpenAPI document, cannot be had at present. Check that it runs and that its address is right.</summary>
    public const string ToolSourceUnavailable = "BTN4801";

    /// <summary>The configuration under <c>Baton:Tools</c>, or an OpenAPI document that it names, has faults; all are listed at start.</summary>
    public const string ToolSourceInvalid = "BTN4802";

    /// <summary>A tool that an agent names is not among those that its MCP server or OpenAPI document offers.</summary>
    public const string ToolNotOffered = "BTN4803";

    /// <summary>A call would go to a loopback, link-local or private address, which is not allowed there.</summary>
    public const string AddressPrivate = "BTN4804";

    /// <summary>Values for fields of a prompt cannot be used; all faults are listed. Correct them, or what the agent's file declares.</summary>
    public const string PromptValuesInvalid = "BTN4701";

    /// <summary>Somebody else has changed the values meanwhile. Read them again, and repeat the change on top of them.</summary>
    public const string PromptChanged = "BTN4702";

    /// <summary>There is no such revision of a prompt's values. The history lists them; 0 is the file's own.</summary>
    public const string PromptRevisionUnknown = "BTN4703";

    /// <summary>An entry of a journal is about no model call.</summary>
    public const string CallUnknown = "BTN4704";

    /// <summary>A past model call cannot be rebuilt: the graph of today does not come to it. Use the version that the run was made with.</summary>
    public const string CallNotRebuilt = "BTN4705";

    /// <summary>A section of the configuration is one value where settings with names belong, or a value cannot be read; each fault names it.</summary>
    public const string SettingShapeInvalid = "BTN6360";

    /// <summary>A request's body is not JSON. Send one JSON value in UTF-8; the text says where the reading stopped.</summary>
    public const string BodyMalformed = "BTN6001";

    /// <summary>A request's body is larger than the server takes. Send less, or raise <c>Baton:MaxBodyBytes</c>.</summary>
    public const string BodyTooLarge = "BTN6002";

    /// <summary>Fields of a request have wrong types or values; each fault names its field and what is expected.</summary>
    public const string RequestInvalid = "BTN6003";

    /// <summary>The request needs an API key, or its key is not known. Send one as <c>x-api-key</c> or as bearer token.</summary>
    public const string KeyMissing = "BTN6004";

    /// <summary>The API key's roles do not cover the request. Use a key with the role that the text names.</summary>
    public const string RoleMissing = "BTN6005";

    /// <summary>The request's <c>Host</c> is neither loopback nor listed in <c>Baton:AllowedHosts</c>.</summary>
    public const string HostRefused = "BTN6006";

    /// <summary>The request comes from a web page of another origin. List the page's host in <c>Baton:AllowedHosts</c> to allow it.</summary>
    public const string OriginRefused = "BTN6007";

    /// <summary>The server is told to listen beyond this machine but has no API key. Configure <c>Baton:ApiKeys</c>, or bind to 127.0.0.1.</summary>
    public const string BindRefused = "BTN6008";

    /// <summary>A configured API key has a fault: no name, no SHA-256 of 64 hex digits, an unknown role.</summary>
    public const string KeyConfigurationInvalid = "BTN6009";

    /// <summary>A request's body is not valid UTF-8 (a bad byte, or half a surrogate pair in an escape).</summary>
    public const string BodyNotUtf8 = "BTN6010";

    /// <summary>Something failed inside the server. Its log has the details under the request's id.</summary>
    public const string Internal = "BTN6011";

    /// <summary>The server is not ready yet: the store is opening or runs are being recovered. Try again shortly.</summary>
    public const string NotReady = "BTN6012";

    /// <summary>Nothing is served under this path, or not with this method. The OpenAPI document lists what is.</summary>
    public const string PathUnknown = "BTN6013";

    /// <summary>The PostgreSQL store's options have faults; all of them are listed.</summary>
    public const string PostgresOptionsInvalid = "BTN6101";

    /// <summary>The PostgreSQL server cannot be reached.</summary>
    public const string PostgresUnreachable = "BTN6102";

    /// <summary>PostgreSQL refuses the user or the password.</summary>
    public const string PostgresLoginRefused = "BTN6103";

    /// <summary>The PostgreSQL database does not exist.</summary>
    public const string PostgresDatabaseMissing = "BTN6104";

    /// <summary>The PostgreSQL user lacks a privilege.</summary>
    public const string PostgresPrivilegeMissing = "BTN6105";

    /// <summary>The PostgreSQL server is a standby or read-only.</summary>
    public const string PostgresReadOnly = "BTN6106";

    /// <summary>The PostgreSQL server's version is too old.</summary>
    public const string PostgresTooOld = "BTN6107";

    /// <summary>The run cannot be repaired: it is under way, succeeded, was rolled back, or is a child run.</summary>
    public const string RepairRefused = "BTN6201";

    /// <summary>A retry would make calls again that were begun. Say so explicitly, or skip the node.</summary>
    public const string RepairRepeats = "BTN6202";

    /// <summary>The run's thread has gone on since: a retry would take it back.</summary>
    public const string RepairThreadMoved = "BTN6203";

    /// <summary>There is no such node to skip.</summary>
    public const string SkipRefused = "BTN6204";

    /// <summary>The store refuses to write, as with a full disk. What was accepted is kept; nothing new is.</summary>
    public const string StoreRefusesWrites = "BTN6205";

    /// <summary>As many watch the server's live feed as can.</summary>
    public const string TooManyWatchers = "BTN6206";

    /// <summary>A node refused the request: it was understood and is not carried out. The text says why.</summary>
    public const string Rejected = "BTN6401";

    /// <summary>A request names a version of A2A that is not served there.</summary>
    public const string A2AVersionUnsupported = "BTN6402";

    /// <summary>A JSON-RPC request names a method that this version of A2A does not have.</summary>
    public const string A2AMethodUnknown = "BTN6403";

    /// <summary>There is no such A2A task, or no such push notification configuration of it, at this assistant.</summary>
    public const string TaskUnknown = "BTN6404";

    /// <summary>The A2A task has ended and cannot be cancelled.</summary>
    public const string TaskNotCancelable = "BTN6405";

    /// <summary>What is asked of an A2A task does not go with its state.</summary>
    public const string TaskStateUnfit = "BTN6406";

    /// <summary>A part of an A2A message is of a kind that the assistant does not take.</summary>
    public const string ContentNotTaken = "BTN6407";

    /// <summary>An A2A task does not send push notifications: it was not started over A2A.</summary>
    public const string PushNotSupported = "BTN6408";

    /// <summary>An A2A task has as many push notification configurations as it may.</summary>
    public const string PushConfigsFull = "BTN6409";

    /// <summary>Settings of A2A are wrong; every fault is listed.</summary>
    public const string A2AOptionInvalid = "BTN6410";
    /// <summary>Settings of remote agents are wrong; every fault is listed.</summary>
    public const string RemoteAgentSettingInvalid = "BTN6500";

    /// <summary>A node asks for a remote agent that is not configured.</summary>
    public const string RemoteAgentUnknown = "BTN6501";

    /// <summary>A remote agent could not be reached, or had no time.</summary>
    public const string RemoteAgentUnreachable = "BTN6502";

    /// <summary>A remote agent did not answer in time.</summary>
    public const string RemoteAgentTimeout = "BTN6503";

    /// <summary>A remote agent refused the request itself.</summary>
    public const string RemoteAgentRefused = "BTN6504";

    /// <summary>A remote agent answered something that is no answer.</summary>
    public const string RemoteAnswerInvalid = "BTN6505";

    /// <summary>A remote agent's task failed.</summary>
    public const string RemoteTaskFailed = "BTN6506";

    /// <summary>A remote agent rejected the task.</summary>
    public const string RemoteTaskRejected = "BTN6507";

    /// <summary>A remote agent's task was cancelled.</summary>
    public const string RemoteTaskCanceled = "BTN6508";

    /// <summary>What a node wants to say to a remote agent cannot be sent.</summary>
    public const string RemoteRequestInvalid = "BTN6509";

    /// <summary>A file of the console that it does not have.</summary>
    public const string ConsoleFileUnknown = "BTN6440";

    /// <summary>The console was given an API key that is not known.</summary>
    public const string ConsoleKeyUnknown = "BTN6441";

    /// <summary>Examples for intents have faults, or too few of them; they are listed with their lines.</summary>
    public const string IntentExamplesInvalid = "BTN7101";

    /// <summary>A setting of the message log is wrong; all are listed.</summary>
    public const string MessageSettingInvalid = "BTN6320";

    /// <summary>The configuration keeps no message log. Set <c>Baton:Messages:Enabled</c> to true.</summary>
    public const string MessageLogOff = "BTN6321";

    /// <summary>A file is no intent model, or a damaged one. Make it again with <c>baton train intents</c>.</summary>
    public const string IntentModelInvalid = "BTN7102";

    /// <summary>An intent model has a version that this Baton does not read. Make it again with <c>baton train intents</c>.</summary>
    public const string IntentModelVersionUnknown = "BTN7103";

    /// <summary>Rules of alerts are wrong; all faults are listed, and the server does not start.</summary>
    public const string AlertRuleInvalid = "BTN6340";

    /// <summary>Settings of notifications are wrong; all faults are listed, and the server does not start.</summary>
    public const string NotificationInvalid = "BTN6341";

    /// <summary>Intents of a model do not say which of the desk's categories they belong to; they are listed.</summary>
    public const string IntentsWithoutCategory = "BTN7104";

    /// <summary>Settings of the support desk are wrong; all of them are listed.</summary>
    public const string SupportSettingInvalid = "BTN7105";

    /// <summary>A case cannot go from its status to that one.</summary>
    public const string CaseStepInvalid = "BTN7106";

    /// <summary>The desk has no such request.</summary>
    public const string SupportRequestUnknown = "BTN7107";

    /// <summary>Somebody else has the request.</summary>
    public const string SupportRequestTaken = "BTN7108";

    /// <summary>The request does not wait for a person.</summary>
    public const string SupportRequestNotWaiting = "BTN7109";

    /// <summary>A folder with a shop's data has faults; they are listed with their places, and nothing was imported.</summary>
    public const string RetailDataInvalid = "BTN7201";

    /// <summary>A file of retail tasks, or their expected end states, cannot be read.</summary>
    public const string RetailTasksInvalid = "BTN7202";

    /// <summary>A setting of the order desk is wrong.</summary>
    public const string OrderSettingInvalid = "BTN7203";

    /// <summary>Records were changed by others while they were imported. Import again: what is there already stays.</summary>
    public const string RetailImportDisturbed = "BTN7204";

    /// <summary>Settings of service calls are wrong; all of them are listed.</summary>
    public const string CallSettingInvalid = "BTN7301";

    /// <summary>There is no session of such a call, or it has expired.</summary>
    public const string CallSessionUnknown = "BTN7302";

    /// <summary>A call's session belongs to another account.</summary>
    public const string CallOfOtherAccount = "BTN7303";

    /// <summary>A call is complete and takes no more turns.</summary>
    public const string CallComplete = "BTN7304";

    /// <summary>A call has as many steps as are kept.</summary>
    public const string CallFull = "BTN7305";

    /// <summary>A turn's intent does not belong to the stage of its call. The step says so; nothing moves on.</summary>
    public const string CallStageWrong = "BTN7306";

    /// <summary>An address that takes WebSockets was asked for something else.</summary>
    public const string CallSocketExpected = "BTN7307";

    /// <summary>A turn's run did not come to its end. The session is as it was.</summary>
    public const string CallTurnFailed = "BTN7308";

    /// <summary>An option of <c>baton calls agents</c> is wrong: an agent that there is not, a port, a fault that cannot be made.</summary>
    public const string CallAgentsInvalid = "BTN7330";

    /// <summary>What a command was given cannot be read: a file, a JSON text, a mapping. The text names the place; correct it and repeat.</summary>
    public const string CommandInputInvalid = "BTN8001";

    /// <summary>No server answers at the address. Start one with <c>baton serve</c>, or name another with <c>--url</c>.</summary>
    public const string ServerUnreachable = "BTN8002";

    /// <summary>The server refused a request; the text is the server's own.</summary>
    public const string ServerRefused = "BTN8003";

    /// <summary>Feedback names no thread or run that is known.</summary>
    public const string FeedbackUnplaced = "BTN6300";

    /// <summary>A thread or run has as much feedback as is kept.</summary>
    public const string FeedbackFull = "BTN6301";

    /// <summary>A server that a command started did not come up; its last output is shown.</summary>
    public const string ServerStartFailed = "BTN8004";

    /// <summary>An address is taken by another program. Stop it, or choose another with <c>--urls</c>.</summary>
    public const string AddressTaken = "BTN8005";

    /// <summary>A setting of the telemetry is wrong: nothing is exported, and the server goes on without.</summary>
    public const string TelemetrySettingInvalid = "BTN8101";

    /// <summary>The telemetry could not be begun or ended: the server goes on without.</summary>
    public const string TelemetryFailed = "BTN8102";
}
