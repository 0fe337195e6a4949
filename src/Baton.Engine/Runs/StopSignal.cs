namespace Baton.Engine.Runs;

/// <summary>Leaves a node's code without failing it. Never seen by users' code unless it catches everything, which is detected.</summary>
internal abstract class StopSignal(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>The visit waits for a ticket: its code ends here and runs again from its top when the ticket is closed.</summary>
internal sealed class SuspendedSignal() : StopSignal("This node waits. Let this exception pass: the node runs again when what it waits for has come.");

/// <summary>The server is stopping: the run is handed on.</summary>
internal sealed class HandOnSignal() : StopSignal("The server is stopping. Let this exception pass: the run goes on elsewhere.");

/// <summary>The run was cancelled, or its time is up.</summary>
internal sealed class EndSignal() : StopSignal("The run is being ended. Let this exception pass.");

/// <summary>The run belongs to somebody else now, or the store failed: nothing more may be written.</summary>
internal sealed class LostSignal(Exception? cause = null) : StopSignal("This server lost the run. Let this exception pass: the run goes on from its journal.", cause);
