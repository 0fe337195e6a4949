using Microsoft.Extensions.Logging;

namespace Baton.Support.Articles;

/// <summary>What is logged.</summary>
internal sealed partial class ShippedArticles
{
    [LoggerMessage(EventId = 650, Level = LogLevel.Information, Message = "{Count} shipped articles were put into the empty knowledge collection '{Collection}'. Add your own with 'baton knowledge add <folder> --collection support --prune'.")]
    private partial void LogAdded(int count, string collection);

    [LoggerMessage(EventId = 651, Level = LogLevel.Warning, Message = "The shipped articles could not be put into the knowledge collection '{Collection}'; the desk answers without sources. They are tried again at the next start.")]
    private partial void LogFailed(string collection, Exception failure);
}
