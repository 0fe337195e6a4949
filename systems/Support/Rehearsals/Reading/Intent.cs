namespace Baton.Support.Rehearsals.Reading;

/// <summary>What a customer wants.</summary>
internal enum Intent
{
    Unknown,

    PlaceOrder,
    CancelOrder,
    ChangeOrder,
    TrackOrder,
    DeliveryOptions,
    DeliveryPeriod,
    DamagedOrder,
    ChangeAddress,
    AddAddress,
    Newsletter,
    Review,
    ContactService,
    SmallTalk,

    CreateAccount,
    DeleteAccount,
    EditAccount,
    SwitchAccount,
    RecoverPassword,
    Registration,
    Login,
    Malfunction,
    Usage,
    Security,

    PaymentProblem,
    PaymentMethods,
    FindInvoice,
    GetInvoice,
    RefundPolicy,
    GetRefund,
    TrackRefund,
    CancellationFee,
    WrongCharge,
    Fraud,
    CancelSubscription,
    Pricing,

    Complaint,
    HumanAgent,
    LegalThreat,
}
