using System.Text;
using Baton.Agents.Models;
using Baton.Contracts;
using Baton.Support.Desk;
using Baton.Support.Rehearsals;
using Baton.Support.Rehearsals.Reading;

namespace Baton.Systems.Tests.Support;

public sealed class TriageAccuracyTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, (Intent Intent, Category Category)> _expected = new()
    {
        ["cancel_order"] = (Intent.CancelOrder, Category.General),
        ["change_order"] = (Intent.ChangeOrder, Category.General),
        ["place_order"] = (Intent.PlaceOrder, Category.General),
        ["track_order"] = (Intent.TrackOrder, Category.General),
        ["delivery_options"] = (Intent.DeliveryOptions, Category.General),
        ["delivery_period"] = (Intent.DeliveryPeriod, Category.General),
        ["change_shipping_address"] = (Intent.ChangeAddress, Category.General),
        ["set_up_shipping_address"] = (Intent.AddAddress, Category.General),
        ["newsletter_subscription"] = (Intent.Newsletter, Category.General),
        ["review"] = (Intent.Review, Category.General),
        ["contact_customer_service"] = (Intent.ContactService, Category.General),
        ["create_account"] = (Intent.CreateAccount, Category.Technical),
        ["delete_account"] = (Intent.DeleteAccount, Category.Technical),
        ["edit_account"] = (Intent.EditAccount, Category.Technical),
        ["switch_account"] = (Intent.SwitchAccount, Category.Technical),
        ["recover_password"] = (Intent.RecoverPassword, Category.Technical),
        ["registration_problems"] = (Intent.Registration, Category.Technical),
        ["payment_issue"] = (Intent.PaymentProblem, Category.Billing),
        ["check_payment_methods"] = (Intent.PaymentMethods, Category.Billing),
        ["check_invoice"] = (Intent.FindInvoice, Category.Billing),
        ["get_invoice"] = (Intent.GetInvoice, Category.Billing),
        ["check_refund_policy"] = (Intent.RefundPolicy, Category.Billing),
        ["get_refund"] = (Intent.GetRefund, Category.Billing),
        ["track_refund"] = (Intent.TrackRefund, Category.Billing),
        ["check_cancellation_fee"] = (Intent.CancellationFee, Category.Billing),
        ["complaint"] = (Intent.Complaint, Category.Escalation),
        ["contact_human_agent"] = (Intent.HumanAgent, Category.Escalation),
    };

    [Fact]
    public void Real_messages_reach_the_right_specialist()
    {
        var path = SharedData.Find("support-messages/bitext.csv");
        Assert.SkipWhen(path is null, "shared/data/support-messages/bitext.csv is not beside the repository.");

        var messages = CustomerMessages.Read(path);
        var read = messages.Select(message => (message, MessageReader.Read(message.Text).Intent)).ToList();

        var categories = read.Select(pair => (Expected: _expected[pair.message.Intent].Category, Actual: Topic.CategoryOf(pair.Intent))).ToList();
        output.WriteLine(ConfusionTable(categories));
        foreach (var group in read.GroupBy(pair => pair.message.Intent).OrderBy(group => group.Key))
        {
            var right = group.Count(pair => pair.Intent == _expected[group.Key].Intent);
            var others = group.Where(pair => pair.Intent != _expected[group.Key].Intent).GroupBy(pair => pair.Intent)
                .OrderByDescending(other => other.Count()).Take(3).Select(other => $"{other.Key} {other.Count()}");
            output.WriteLine($"{group.Key,-26}{right,4} of {group.Count(),4}   {string.Join(", ", others)}");
        }

        var categoryAccuracy = categories.Count(pair => pair.Expected == pair.Actual) / (double)categories.Count;
        var intentAccuracy = read.Count(pair => pair.Intent == _expected[pair.message.Intent].Intent) / (double)read.Count;
        output.WriteLine($"category {categoryAccuracy:P1}, intent {intentAccuracy:P1} of {messages.Count} messages");
        Assert.True(categoryAccuracy >= 0.85, $"Category accuracy is {categoryAccuracy:P1}.");
        Assert.True(intentAccuracy >= 0.85, $"Intent accuracy is {intentAccuracy:P1}.");
    }

    [Fact]
    public void Real_messages_get_short_answers_that_name_their_order()
    {
        var path = SharedData.Find("support-messages/bitext.csv");
        Assert.SkipWhen(path is null, "shared/data/support-messages/bitext.csv is not beside the repository.");

        Rehearsal[] agents = [new TechnicalRehearsal(), new BillingRehearsal(), new GeneralRehearsal(), new EscalationRehearsal()];
        foreach (var message in CustomerMessages.Read(path))
        {
            var conversation = Conversation.Read([Message.Human(message.Text)]);
            var agent = agents.Single(agent => agent.Agent.Equals(conversation.Category.ToString(), StringComparison.OrdinalIgnoreCase));
            var answer = agent.Reply(new RehearsalRequest("", [Message.Human(message.Text)], [])).Text;

            Assert.InRange(Sentences(answer), 2, 5);
            if (conversation is { Intent: Intent.CancelOrder or Intent.ChangeOrder or Intent.TrackOrder, Particulars.Order: { } number })
                Assert.Contains(number, answer);
        }
    }

    private static int Sentences(string text) =>
        text.Split(". ").Sum(part => part.Split(["? ", "! "], StringSplitOptions.None).Length);

    private static string ConfusionTable(IReadOnlyList<(Category Expected, Category Actual)> pairs)
    {
        var all = Enum.GetValues<Category>();
        var table = new StringBuilder($"{"expected",-12}{string.Concat(all.Select(category => $"{category,12}"))}\n");
        foreach (var expected in all)
        {
            table.Append($"{expected,-12}");
            foreach (var actual in all) table.Append($"{pairs.Count(pair => pair == (expected, actual)),12}");
            table.Append('\n');
        }

        return table.ToString();
    }
}
