using Baton.Errors;
using Baton.Graphs;
using Baton.Support.Desk;

namespace Baton.Systems.Tests.Support;

public sealed class CaseFlowTests
{
    [Theory]
    [InlineData(CaseStatus.New, CaseStatus.InProgress, true)]
    [InlineData(CaseStatus.New, CaseStatus.Reopened, false)]
    [InlineData(CaseStatus.InProgress, CaseStatus.WaitingForCustomer, true)]
    [InlineData(CaseStatus.InProgress, CaseStatus.New, false)]
    [InlineData(CaseStatus.WaitingForCustomer, CaseStatus.InProgress, true)]
    [InlineData(CaseStatus.WaitingForCustomer, CaseStatus.Reopened, false)]
    [InlineData(CaseStatus.Escalated, CaseStatus.Resolved, true)]
    [InlineData(CaseStatus.Resolved, CaseStatus.Reopened, true)]
    [InlineData(CaseStatus.Resolved, CaseStatus.InProgress, false)]
    [InlineData(CaseStatus.Resolved, CaseStatus.Escalated, false)]
    [InlineData(CaseStatus.Reopened, CaseStatus.InProgress, true)]
    [InlineData(CaseStatus.Resolved, CaseStatus.Resolved, true)]
    public void A_case_goes_only_where_cases_go(CaseStatus from, CaseStatus to, bool may)
    {
        if (may) Assert.Equal(to, CaseFlow.Move(from, to));
        else Assert.Equal(ErrorCodes.CaseStepInvalid, Assert.Throws<BatonException>(() => CaseFlow.Move(from, to)).Code);
    }
}
