using Baton.Errors;

namespace Baton.Server.Ops;

/// <summary>Collects what is wrong with a request, so that all of it is said at once.</summary>
internal sealed class QueryFaults
{
    private readonly List<Fault> _faults = [];

    public void Add(string name, string problem) => _faults.Add(new Fault(ErrorCodes.RequestInvalid, name, problem));

    /// <exception cref="ValidationException">Something is wrong; all of it is listed.</exception>
    public void Throw()
    {
        if (_faults.Count > 0) throw new ValidationException(ErrorCodes.RequestInvalid, "The request", _faults);
    }
}
