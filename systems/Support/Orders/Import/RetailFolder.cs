using System.Text.Json;
using Baton.Errors;
using Baton.Support.Orders.Records;

namespace Baton.Support.Orders.Import;

/// <summary>
/// A shop's data as a folder has it: <c>db.json</c>, an object of the maps <c>products</c>, <c>users</c> and <c>orders</c> by id. Read whole, and
/// checked whole before anything is written.
/// </summary>
internal sealed class RetailFolder
{
    public const string FileName = "db.json";
    private const long MostBytes = 1L << 30;
    private const int MostTold = 200;
    private readonly List<Fault> _faults = [];

    private RetailFolder() { }

    public IReadOnlyDictionary<string, Product> Products { get; private set; } = new Dictionary<string, Product>();

    public IReadOnlyDictionary<string, Customer> Users { get; private set; } = new Dictionary<string, Customer>();

    public IReadOnlyDictionary<string, Order> Orders { get; private set; } = new Dictionary<string, Order>();

    /// <summary>Reads and checks a folder.</summary>
    /// <exception cref="ValidationException">It has faults, each with its place.</exception>
    public static async Task<RetailFolder> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var folder = new RetailFolder();
        using (var document = await OpenAsync(Path.Combine(path, FileName), cancellationToken)) folder.Take(document.RootElement);
        folder._faults.AddRange(RetailCheck.Faults(folder));
        return folder._faults.Count == 0 ? folder : throw new ValidationException(ErrorCodes.RetailDataInvalid, Path.Combine(path, FileName), folder.Told());
    }

    private static async Task<JsonDocument> OpenAsync(string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file)) throw Unreadable($"There is no file '{file}'. Name the folder that has {FileName}.");
        await using var stream = File.OpenRead(file);
        if (stream.Length > MostBytes) throw Unreadable($"'{file}' is larger than 1 GiB.");
        try
        {
            return await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
        }
        catch (JsonException exception)
        {
            throw Unreadable($"'{file}' is no JSON: {exception.Message}");
        }
    }

    private static BatonException Unreadable(string message) => new(ErrorCodes.RetailDataInvalid, message);

    private void Take(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) throw Unreadable($"{FileName} must be an object with 'products', 'users' and 'orders'.");
        Products = Map<Product>(root, "products");
        Users = Map<Customer>(root, "users");
        Orders = Map<Order>(root, "orders");
    }

    private Dictionary<string, T> Map<T>(JsonElement root, string name)
    {
        var records = new Dictionary<string, T>(StringComparer.Ordinal);
        if (!root.TryGetProperty(name, out var map) || map.ValueKind != JsonValueKind.Object)
        {
            Refuse(name, "is missing: an object of records by id is expected.");
            return records;
        }

        foreach (var record in map.EnumerateObject())
        {
            try
            {
                if (record.Value.ValueKind != JsonValueKind.Object) Refuse($"{name}/{record.Name}", "must be an object.");
                else if (!records.TryAdd(record.Name, RetailJson.Read<T>(record.Value))) Refuse($"{name}/{record.Name}", "is there twice. Keep one.");
            }
            catch (JsonException exception)
            {
                Refuse($"{name}/{record.Name}", exception.Message);
            }
        }

        return records;
    }

    // A file of another kind has as many faults as records: nobody reads thousands.
    private List<Fault> Told() => _faults.Count <= MostTold
        ? _faults
        : [.. _faults.Take(MostTold), new Fault(ErrorCodes.RetailDataInvalid, "", $"… and {_faults.Count - MostTold} more.")];

    private void Refuse(string where, string message) => _faults.Add(new Fault(ErrorCodes.RetailDataInvalid, where, message));
}
