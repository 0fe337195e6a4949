using Baton.Errors;
using Baton.Registry;
using Microsoft.Extensions.Options;

namespace Baton.Server.A2A;

/// <summary>Says all that is wrong with the settings at once.</summary>
internal sealed class A2AOptionsCheck(GraphRegistry graphs) : IValidateOptions<A2AOptions>
{
    /// <exception cref="ValidationException">Settings are wrong; every fault is listed.</exception>
    public ValidateOptionsResult Validate(string? name, A2AOptions options)
    {
        List<Fault> faults = [];
        Check(options.PublicUrl is not { } url || (Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"), "PublicUrl", "An absolute http or https address is expected.");
        Check(options.MaxWait > TimeSpan.Zero && options.MaxWait <= TimeSpan.FromHours(1), "MaxWait", "A duration above zero and of an hour at most is expected.");
        Check(options.CardMaxAge >= TimeSpan.Zero, "CardMaxAge", "A duration of zero or more is expected.");
        Check(options.MaxPushConfigs is >= 1 and <= 100, "MaxPushConfigs", "A number from 1 to 100 is expected.");
        Check(options.PushRetention >= TimeSpan.FromHours(1), "PushRetention", "A duration of at least an hour is expected.");
        foreach (var assistant in options.AnswerWithMessage.Append(options.DefaultAssistant).OfType<string>())
        {
            Check(graphs.Find(assistant) is not null, assistant, "There is no such assistant. Name a registered graph in DefaultAssistant and AnswerWithMessage.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : throw new ValidationException(ErrorCodes.A2AOptionInvalid, "Baton:A2A", faults);

        void Check(bool isFine, string where, string message)
        {
            if (!isFine) faults.Add(new Fault(ErrorCodes.A2AOptionInvalid, where, message));
        }
    }
}
