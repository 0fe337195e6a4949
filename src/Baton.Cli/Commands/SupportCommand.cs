using System.CommandLine;
using Baton.Cli.Hosting;
using Baton.Support.Orders.Import;

namespace Baton.Cli.Commands;

/// <summary><c>baton support</c>: what the support system needs besides a server.</summary>
internal static class SupportCommand
{
    private const string DefaultTenant = "default";

    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global) => new("support", "Prepares the support system.") { ImportRetail(global) };

    private static Command ImportRetail(GlobalOptions global)
    {
        var folder = new Argument<string>("folder") { Description = "A folder with db.json: products, users and orders." };
        var tenant = new Option<string>("--tenant") { Description = "The tenant.", DefaultValueFactory = _ => DefaultTenant };
        var replace = new Option<bool>("--replace") { Description = "Takes the folder's form of records that differ; without it they stay." };
        var command = new Command("import-retail", "Reads a shop's data into a store that no server uses, for the order desk.") { folder, tenant, replace };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = global.Read(parsed);
            var data = await RetailFolder.ReadAsync(Path.GetFullPath(parsed.GetRequiredValue(folder)), cancellationToken);
            await using var store = await LocalStore.OpenAsync(settings, cancellationToken);
            var counts = await new RetailImport(store, parsed.GetRequiredValue(tenant)).RunAsync(data, parsed.GetValue(replace), cancellationToken);
            Show("products", counts.Products);
            Show("users", counts.Users);
            Show("orders", counts.Orders);
            return 0;
        });
        return command;
    }

    private static void Show(string name, ImportCount count)
    {
        var line = $"{name}: {count.Added:N0} added, {count.Unchanged:N0} unchanged";
        if (count.Kept > 0) line += $", {count.Kept:N0} differ and were kept (--replace takes the folder's)";
        if (count.Replaced > 0) line += $", {count.Replaced:N0} replaced";
        Console.WriteLine($"{line}.");
    }
}
