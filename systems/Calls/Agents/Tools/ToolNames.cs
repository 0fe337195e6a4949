namespace Baton.Calls.Agents.Tools;

/// <summary>The names of the agents' tools.</summary>
internal static class ToolNames
{
    public const string ReadBalance = "read_balance";
    public const string ReadContact = "read_contact";
    public const string ChangeContact = "change_contact";
    public const string ListInvoices = "list_invoices";
    public const string CreditCharge = "credit_charge";
    public const string ListPayments = "list_payments";
    public const string RefundPayment = "refund_payment";
    public const string ListAppointments = "list_appointments";
    public const string BookAppointment = "book_appointment";
    public const string FileComplaint = "file_complaint";
    public const string SettleComplaint = "settle_complaint";
}
