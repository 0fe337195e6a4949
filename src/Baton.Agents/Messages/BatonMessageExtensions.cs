using Baton.Agents.Guardrails.Pii;
using Baton.Agents.Messages;
using Baton.Engine.Messages;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the message log.</summary>
public static class BatonMessageExtensions
{
    /// <summary>
    /// Adds the message log as the configuration section <c>Baton:Messages</c> has it; personal data is found as by the guardrail
    /// <c>no_pii_in_output</c>.
    /// </summary>
    public static IServiceCollection AddBatonMessages(this IServiceCollection services) => services.AddMessageLog(
        provider => new MessageSettings(provider.GetService<IConfiguration>(), PiiKinds.All),
        provider => new PiiRedactor(provider.GetRequiredService<MessageSettings>().Kinds));
}
