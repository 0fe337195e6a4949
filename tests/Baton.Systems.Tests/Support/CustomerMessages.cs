using System.Text;

namespace Baton.Systems.Tests.Support;

/// <summary>Reads the data set.</summary>
internal static class CustomerMessages
{
    public static IReadOnlyList<CustomerMessage> Read(string path)
    {
        var rows = Rows(File.ReadAllText(path)).ToList();
        var text = rows[0].IndexOf("instruction");
        var intent = rows[0].IndexOf("intent");
        return [.. rows.Skip(1).Select(row => new CustomerMessage(row[text], row[intent]))];
    }

    private static IEnumerable<List<string>> Rows(string csv)
    {
        List<string> row = [];
        var field = new StringBuilder();
        var quoted = false;
        foreach (var character in csv)
        {
            if (character == '"') quoted = !quoted;
            else if (character == ',' && !quoted) End(row, field);
            else if (character == '\n' && !quoted)
            {
                End(row, field);
                yield return row;
                row = [];
            }
            else if (character != '\r') field.Append(character);
        }
    }

    private static void End(List<string> row, StringBuilder field)
    {
        row.Add(field.ToString());
        field.Clear();
    }
}

/// <summary>One row of the data set.</summary>
internal sealed record CustomerMessage(string Text, string Intent);
