using Baton.Agents.Guardrails.Pii;
using Baton.Engine.Messages;
using Baton.Errors;
using Microsoft.Extensions.Configuration;

namespace Baton.Tests.Messages;

public sealed class MessageSettingsTests
{
    [Fact]
    public void Without_a_word_in_the_configuration_a_log_is_kept_and_redacted()
    {
        var settings = Read();

        Assert.Equal((true, true, TimeSpan.FromDays(90)), (settings.Enabled, settings.Redact, settings.Retention));
        Assert.Equal(PiiKinds.All, settings.Kinds);
    }

    [Fact]
    public void All_faults_are_told_at_once_with_their_cure()
    {
        var thrown = Assert.Throws<ValidationException>(() => Read(("Enabled", "maybe"), ("Redact", "2"), ("Retention", "00:00:01"), ("Kinds", "email,dna"), ("Kind", "x")));

        Assert.Equal(ErrorCodes.MessageSettingInvalid, thrown.Code);
        Assert.Equal(["Enabled", "Kind", "Kinds", "Redact", "Retention"], thrown.Faults.Select(fault => fault.Where.Split(':')[^1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Kinds_are_a_list_or_separated_by_commas()
    {
        Assert.Equal(["email", "card"], Read(("Kinds", "email, card")).Kinds);
        Assert.Equal(["iban"], Read(("Kinds:0", "iban")).Kinds);
    }

    private static MessageSettings Read(params (string Key, string Value)[] settings) => new(
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(pair => $"{MessageSettings.Section}:{pair.Key}", pair => (string?)pair.Value, StringComparer.Ordinal)).Build(),
        PiiKinds.All);
}
