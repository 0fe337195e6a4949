namespace Baton.Support.Orders.Tools;

/// <summary>The order desk's tools, by the names that models use.</summary>
internal static class OrderToolNames
{
    public const string Calculate = "calculate";
    public const string Cancel = "cancel_pending_order";
    public const string Exchange = "exchange_delivered_order_items";
    public const string FindByEmail = "find_user_id_by_email";
    public const string FindByName = "find_user_id_by_name_zip";
    public const string OrderDetails = "get_order_details";
    public const string ProductDetails = "get_product_details";
    public const string UserDetails = "get_user_details";
    public const string ProductTypes = "list_all_product_types";
    public const string ModifyAddress = "modify_pending_order_address";
    public const string ModifyItems = "modify_pending_order_items";
    public const string ModifyPayment = "modify_pending_order_payment";
    public const string ModifyUserAddress = "modify_user_address";
    public const string Return = "return_delivered_order_items";
    public const string Transfer = "transfer_to_human_agents";
}
