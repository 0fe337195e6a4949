using Baton.Agents.Memory;
using Baton.Errors;
using Baton.Tests.Agents;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Memory;

/// <summary><c>memory:</c> in agent files.</summary>
public sealed class MemoryFileTests
{
    [Fact]
    public void Every_key_is_read()
    {
        using var host = Host("memory: { customer: user_id, read: [first_party, unverified], reviewed: true, max_facts: 5 }");

        var memory = host.Catalog.Get("helper").Memory!;

        Assert.Equal(("user_id", true, 5), (memory.Customer, memory.Reviewed, memory.MaxFacts));
        Assert.Equal([MemoryTier.FirstParty, MemoryTier.Unverified], memory.Read);
    }

    [Theory]
    [InlineData("memory: { customer: user_id, read: [unverified] }", ErrorCodes.MemoryTierRefused, "reviewed: true")]
    [InlineData("memory: { customer: user_id, read: [verified, unverified], reviewed: false }", ErrorCodes.MemoryTierRefused, "reviewed: true")]
    [InlineData("memory: { customer: user_id, read: [rumours] }", ErrorCodes.AgentValueInvalid, "first_party, verified, unverified")]
    [InlineData("memory: { read: [first_party] }", ErrorCodes.AgentValueInvalid, "'memory/customer' is missing")]
    [InlineData("memory: { customer: user_id, write: yes }", ErrorCodes.AgentKeyUnknown, "memory/write")]
    [InlineData("tools: [remember]", ErrorCodes.MemorySettingInvalid, "memory: { customer")]
    public void A_wrong_key_is_refused_at_start_with_the_cure(string keys, string code, string says)
    {
        using var host = Host(keys);

        var fault = Assert.Throws<ValidationException>(() => host.Catalog).Faults.First(fault => fault.Code == code);

        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tool_of_ones_own_may_be_called_remember()
    {
        using var host = Host("tools: [remember]\nmemory: { customer: user_id }").With(baton => baton.AddTool("remember", (string what) => what));

        Assert.Equal(["remember"], host.Catalog.Get("helper").Tools);
    }

    private static AgentHost Host(string keys) => new AgentHost().Agent("helper", keys);
}
