using Baton.Agents.Cost;
using Baton.Agents.Models;
using Baton.Errors;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Agents;

public sealed class ModelCatalogTests
{
    [Fact]
    public void Without_configuration_the_default_is_offline()
    {
        using var host = new AgentHost();

        var model = Assert.Single(host.Services.GetRequiredService<ModelCatalog>().All);

        Assert.Equal(("default", "offline", true), (model.Name, model.Provider, model.Rehearsal));
        Assert.Equal(new ModelPrices(0, 0), model.Prices);
    }

    [Fact]
    public void Every_setting_of_a_model_is_read()
    {
        using var host = new AgentHost()
            .Set("fast:provider", "openai").Set("fast:model", "m").Set("fast:base_url", "http://127.0.0.1:11434/v1").Set("fast:temperature", "0.2")
            .Set("fast:max_output_tokens", "800").Set("fast:prices:input_per_million", "0.15").Set("fast:prices:output_per_million", "0.6");

        var model = host.Services.GetRequiredService<ModelCatalog>().Find("FAST")!;

        Assert.Equal(("openai", "m", 800, 0.2f), (model.Provider, model.Model, model.MaxOutputTokens, model.Temperature));
        Assert.Equal(new Uri("http://127.0.0.1:11434/v1"), model.BaseUrl);
        Assert.Equal(new ModelPrices(0.15m, 0.6m), model.Prices);
        Assert.False(model.Rehearsal);
    }

    [Fact]
    public void All_faults_are_reported_at_once_with_their_keys()
    {
        using var host = new AgentHost()
            .Set("a:provider", "oracle").Set("a:model", "m").Set("a:api_key", "k")
            .Set("b:provider", "openai").Set("b:base_url", "ftp://x").Set("b:temperature", "9").Set("b:colour", "red")
            .Set("c:provider", "anthropic").Set("c:model", "m").Set("c:api_key_env", "BATON_TEST_NO_SUCH_VARIABLE")
            .Set("c:prices:input_per_million", "-1").Set("c:prices:per_day", "1");

        var faults = Assert.Throws<ValidationException>(() => host.Catalog).Faults;

        Assert.Equal(
            [
                "a:provider", "b:api_key_env", "b:base_url", "b:colour", "b:model", "b:temperature",
                "c:api_key_env", "c:prices:input_per_million", "c:prices:output_per_million", "c:prices:per_day",
            ],
            faults.Select(fault => fault.Where.Replace("Baton:Models:", "")).Order(StringComparer.Ordinal));
        Assert.All(faults, fault => Assert.Equal(ErrorCodes.ModelSettingInvalid, fault.Code));
    }

    [Fact]
    public void A_key_is_never_shown()
    {
        using var host = new AgentHost().Set("a:provider", "openai").Set("a:model", "m").Set("a:api_key", "secret-key");

        Assert.DoesNotContain("secret-key", host.Services.GetRequiredService<ModelCatalog>().Find("a")!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_000_000, 0, 0, "3")]
    [InlineData(1_000_000, 1_000_000, 0, "0.3")]
    [InlineData(1_000, 400, 200, "0.00492")]
    [InlineData(1, 0, 0, "0.000003")]
    public void Cost_is_exact(long input, long cached, long output, string cost) =>
        Assert.Equal(
            decimal.Parse(cost, System.Globalization.CultureInfo.InvariantCulture),
            new TokenUsage(input, cached, output, 0).CostAt(new ModelPrices(3m, 15m, 0.3m)));

    [Fact]
    public void An_unknown_price_is_no_cost_not_a_cost_of_nothing() => Assert.Null(new TokenUsage(1, 0, 1, 0).CostAt(null));

    [Fact]
    public void Cached_tokens_without_a_price_cost_what_input_costs() =>
        Assert.Equal(2m, new TokenUsage(1_000_000, 500_000, 0, 0).CostAt(new ModelPrices(2m, 8m)));

    [Fact]
    public void Usage_adds_up() => Assert.Equal(new TokenUsage(11, 22, 33, 44), new TokenUsage(1, 2, 3, 4) + new TokenUsage(10, 20, 30, 40));

    [Fact]
    public void A_key_that_no_header_can_carry_is_refused_without_being_shown()
    {
        using var host = new AgentHost().Set("a:provider", "openai").Set("a:model", "m").Set("a:api_key", "secret\nkey");

        var exception = Assert.Throws<ValidationException>(() => host.Catalog);

        Assert.Equal("Baton:Models:a:api_key", Assert.Single(exception.Faults).Where);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rehearsals_that_play_the_same_agent_or_none_are_faults()
    {
        using var host = new AgentHost().Agent("a").With(baton => baton.Services
            .AddSingleton<Rehearsal>(new Script("a", _ => RehearsalReply.Say("")))
            .AddSingleton<Rehearsal>(new Script("a", _ => RehearsalReply.Say("")))
            .AddSingleton<Rehearsal>(new Script("b", _ => RehearsalReply.Say(""))));

        var faults = Assert.Throws<ValidationException>(() => host.Catalog).Faults;

        Assert.Equal([ErrorCodes.AgentNameTaken, ErrorCodes.AgentUnknown], faults.Select(fault => fault.Code));
    }
}
