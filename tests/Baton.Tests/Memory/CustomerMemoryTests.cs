using Baton.Agents.Memory;
using Baton.Engine.Stores.InMemory;
using Baton.Engine.Testing;
using Baton.Errors;

namespace Baton.Tests.Memory;

public sealed class CustomerMemoryTests
{
    private const string Tenant = "default";
    private readonly FakeTime _clock = new();
    private readonly InMemoryStore _store;
    private readonly CustomerMemory _memory;

    public CustomerMemoryTests()
    {
        _store = new InMemoryStore(_clock);
        _memory = new CustomerMemory(_store, _clock);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fact_is_kept_with_its_provenance()
    {
        var run = Guid.CreateVersion7(DateTimeOffset.UnixEpoch);

        await KeepAsync("Ines", new CustomerFact("Prefers e-mail.", MemoryTier.FirstParty, "crm") { RunId = run });

        var fact = Assert.Single(await RecallAsync("Ines"));
        Assert.Equal(("Prefers e-mail.", MemoryTier.FirstParty, "crm", run, _clock.GetUtcNow()), (fact.Text, fact.Tier, fact.Source, fact.RunId!.Value, fact.KeptAt));
        Assert.Null(fact.ExpiresAt);
    }

    [Fact]
    public async Task The_same_fact_is_kept_once_and_never_loses_trust()
    {
        await KeepAsync("Ines", new CustomerFact("Prefers e-mail.", MemoryTier.FirstParty, "crm"));
        await KeepAsync("Ines", new CustomerFact("prefers E-mail. ", MemoryTier.Unverified, "agent helper"));

        var fact = Assert.Single(await RecallAsync("Ines"));
        Assert.Equal((MemoryTier.FirstParty, "crm"), (fact.Tier, fact.Source));
    }

    [Fact]
    public async Task The_most_trusted_comes_first_and_then_the_latest()
    {
        foreach (var (text, tier) in new[] { ("a", MemoryTier.Unverified), ("b", MemoryTier.Verified), ("c", MemoryTier.Verified), ("d", MemoryTier.FirstParty) })
        {
            await KeepAsync("Ines", new CustomerFact(text, tier, "test"));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["d", "c", "b", "a"], (await RecallAsync("Ines")).Select(fact => fact.Text));
    }

    [Fact]
    public async Task An_expired_fact_is_forgotten_and_removed()
    {
        await KeepAsync("Ines", new CustomerFact("On holiday.", MemoryTier.Verified, "desk") { ExpiresAt = _clock.GetUtcNow() + TimeSpan.FromDays(7) });
        _clock.Advance(TimeSpan.FromDays(7));

        Assert.Empty(await RecallAsync("Ines"));
        Assert.Empty(await _store.Records.QueryAsync(Tenant, CustomerMemory.Collection, "", 0, 10, Token));
    }

    [Fact]
    public async Task An_unverified_fact_always_has_an_end()
    {
        var kept = await KeepAsync("Ines", new CustomerFact("Likes tea.", MemoryTier.Unverified, "agent helper"));

        Assert.Equal(_clock.GetUtcNow() + TimeSpan.FromDays(90), kept.ExpiresAt);
    }

    [Fact]
    public async Task A_customer_is_erased_and_no_other()
    {
        await KeepAsync("Ines", new CustomerFact("One.", MemoryTier.Verified, "desk"));
        await KeepAsync("Ines", new CustomerFact("Two.", MemoryTier.Verified, "desk"));
        await KeepAsync("Ines/2", new CustomerFact("Three.", MemoryTier.Verified, "desk"));

        Assert.Equal(2, await _memory.EraseAsync(Tenant, "Ines", "anna", Token));

        Assert.Empty(await RecallAsync("Ines"));
        Assert.Single(await RecallAsync("Ines/2"));
    }

    [Fact]
    public async Task An_erasure_is_noted_without_the_customers_id()
    {
        await KeepAsync("Ines", new CustomerFact("One.", MemoryTier.Verified, "desk"));
        await _memory.EraseAsync(Tenant, "Ines", "anna", Token);

        var note = Assert.Single(await _store.Records.QueryAsync(Tenant, CustomerMemory.Erasures, "", 0, 10, Token));

        Assert.Equal((1, "anna"), (note.Value.GetProperty("facts").GetInt32(), note.Value.GetProperty("by").GetString()));
        Assert.DoesNotContain("Ines", note.Id + note.Value.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tenants_know_nothing_of_each_other()
    {
        await _memory.KeepAsync("other", "Ines", new CustomerFact("One.", MemoryTier.Verified, "desk"), Token);

        Assert.Empty(await RecallAsync("Ines"));
    }

    [Fact]
    public async Task A_customer_has_a_limited_number_of_facts()
    {
        for (var fact = 0; fact < CustomerMemory.MostFacts; fact++) await KeepAsync("Ines", new CustomerFact($"Fact {fact}.", MemoryTier.Verified, "desk"));

        var refused = await Assert.ThrowsAsync<BatonException>(async () => await KeepAsync("Ines", new CustomerFact("One more.", MemoryTier.Verified, "desk")));

        Assert.Equal(ErrorCodes.MemoryFull, refused.Code);
    }

    [Theory]
    [InlineData("", "Fact.", "desk")]
    [InlineData("Ines", "  ", "desk")]
    [InlineData("Ines", "Fact.", "")]
    public async Task What_has_the_wrong_form_is_refused(string customer, string text, string source)
    {
        var refused = await Assert.ThrowsAsync<BatonException>(async () => await KeepAsync(customer, new CustomerFact(text, MemoryTier.Verified, source)));

        Assert.Equal(ErrorCodes.MemoryFactInvalid, refused.Code);
    }

    private ValueTask<CustomerFact> KeepAsync(string customer, CustomerFact fact) => _memory.KeepAsync(Tenant, customer, fact, Token);

    private ValueTask<IReadOnlyList<CustomerFact>> RecallAsync(string customer) => _memory.RecallAsync(Tenant, customer, Token);
}
