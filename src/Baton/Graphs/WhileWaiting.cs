namespace Baton.Graphs;

/// <summary>What a thread does with new input while its run waits for a person or an event.</summary>
public enum WhileWaiting
{
    /// <summary>The waiting run is cancelled, its interrupts closed, and the new input starts a run.</summary>
    Supersede,

    /// <summary>The input is delivered into the waiting run's inbox; the run takes it with <see cref="NodeContext.TakeDelivered"/>.</summary>
    Deliver,

    /// <summary>The new input's run starts after the waiting one has ended.</summary>
    Queue,
}
