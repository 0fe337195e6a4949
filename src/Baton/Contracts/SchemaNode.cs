using System.Text.Json;
using System.Text.RegularExpressions;

namespace Baton.Contracts;

/// <summary>One schema, made ready for checking: no part of the schema's JSON is looked at again.</summary>
internal sealed class SchemaNode
{
    /// <summary>A schema that everything fits.</summary>
    public static readonly SchemaNode Anything = new();

    /// <summary>A schema that nothing fits.</summary>
    public static readonly SchemaNode Nothing = new() { Refuses = true };

    public bool Refuses { get; init; }

    public SchemaTypes Types { get; set; } = SchemaTypes.Any;

    public JsonElement[]? Enum { get; set; }

    /// <summary>The enum's values where all of them are strings: these can be compared without decoding.</summary>
    public string[]? Words { get; set; }

    public SchemaMember[] Members { get; set; } = [];

    public bool HasRequired { get; set; }

    public bool HasMembers { get; set; }

    public SchemaNode Additional { get; set; } = Anything;

    public SchemaNode Items { get; set; } = Anything;

    public int MinItems { get; set; }

    public int MaxItems { get; set; } = int.MaxValue;

    public SchemaBound? Minimum { get; set; }

    public SchemaBound? Maximum { get; set; }

    public int MinLength { get; set; }

    public int MaxLength { get; set; } = int.MaxValue;

    public Regex? Pattern { get; set; }

    public string? Format { get; set; }

    /// <summary>False where any string will do, which then need not be decoded.</summary>
    public bool LooksIntoText => MinLength > 0 || MaxLength < int.MaxValue || Pattern is not null || Format is not null;

    public SchemaNode? Reference { get; set; }

    public SchemaNode[] AllOf { get; set; } = [];

    public SchemaNode[]? AnyOf { get; set; }

    public SchemaNode[]? OneOf { get; set; }
}

/// <summary>A named member of an object schema.</summary>
internal sealed record SchemaMember(string Name, byte[] Utf8, SchemaNode Schema, bool Required);

/// <summary>The end of a range.</summary>
internal readonly record struct SchemaBound(double Value, bool Exclusive);

/// <summary>What JSON types a schema allows.</summary>
[Flags]
internal enum SchemaTypes
{
    None = 0,
    Object = 1,
    Array = 2,
    String = 4,
    Number = 8,
    Integer = 16,
    Boolean = 32,
    Null = 64,
    Any = Object | Array | String | Number | Integer | Boolean | Null,
}
