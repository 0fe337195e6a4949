using Baton.Errors;

namespace Baton.Tests.Contracts;

public sealed class ValidationExceptionTests
{
    [Fact]
    public void A_program_that_faults_end_shows_them_and_no_stack_trace()
    {
        var thrown = Assert.Throws<ValidationException>(() => Fail(null));

        Assert.Equal("BTN4304 The budgets: 1 fault(s).\n  BTN4304 Baton:Budgets: Remove it.", thrown.ToString());
    }

    [Fact]
    public void What_caused_them_is_shown_in_full()
    {
        var thrown = Assert.Throws<ValidationException>(() => Fail(new InvalidOperationException("cause")));

        Assert.Contains("System.InvalidOperationException: cause", thrown.ToString(), StringComparison.Ordinal);
    }

    private static void Fail(Exception? cause) =>
        throw new ValidationException(ErrorCodes.BudgetSettingInvalid, "The budgets", [new Fault(ErrorCodes.BudgetSettingInvalid, "Baton:Budgets", "Remove it.")], cause);
}
