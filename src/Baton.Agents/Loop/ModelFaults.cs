using Baton.Errors;

namespace Baton.Agents.Loop;

/// <summary>Faults as a model is told them.</summary>
internal static class ModelFaults
{
    /// <summary>The place, as a JSON pointer, and what is wrong there.</summary>
    public static string Text(Fault fault) => fault.Where.Length == 0 ? fault.Message : $"{fault.Where}: {fault.Message}";
}
