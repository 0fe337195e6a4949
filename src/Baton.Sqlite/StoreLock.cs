using System.Text.Json;
using Baton.Errors;

namespace Baton.Sqlite;

/// <summary>
/// The exclusive lock of a data directory. The operating system holds it on <c>baton.lock</c> and frees it when the process ends, however
/// that comes about; <c>baton.holder.json</c> beside it says who has it, because a locked file cannot be read everywhere.
/// </summary>
/// <remarks>Not safe for concurrent use. Disposing frees the lock.</remarks>
public sealed class StoreLock : IDisposable
{
    private const int Tries = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);
    private readonly string directory;
    private readonly FileStream file;

    private StoreLock(string directory, FileStream file)
    {
        this.directory = directory;
        this.file = file;
    }

    /// <summary>Takes the lock of a data directory, which is made where it does not exist.</summary>
    /// <exception cref="BatonException">
    /// <see cref="ErrorCodes.StoreLocked"/>: another process has it; the text names it. <see cref="ErrorCodes.StoreUnavailable"/>: the directory
    /// cannot be made or written.
    /// </exception>
    public static async ValueTask<StoreLock> AcquireAsync(string directory, CancellationToken cancellationToken)
    {
        try
        {
            return await TakeAsync(directory, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BatonException(
                ErrorCodes.StoreUnavailable,
                $"The data directory {directory} cannot be used: {exception.Message.TrimEnd('.')}. Make it writable, or choose another directory.",
                exception);
        }
    }

    private static async ValueTask<StoreLock> TakeAsync(string directory, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        for (var attempt = 1; ; attempt++)
        {
            if (TryLock(directory) is { } file)
            {
                var taken = new StoreLock(directory, file);
                taken.WriteAddress(null);
                return taken;
            }

            if (attempt == Tries)
            {
                throw Refusal(directory);
            }

            // Somebody may only have looked whether it is taken.
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Writes down where this process can be reached, for others that find the store taken.</summary>
    /// <param name="url">The address; null while there is none.</param>
    public void WriteAddress(string? url)
    {
        var temporary = HolderPath(directory) + ".new";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(new StoreHolder(Environment.ProcessId, url), Format));
        File.Move(temporary, HolderPath(directory), overwrite: true);
    }

    /// <summary>Who has the store of a data directory.</summary>
    /// <returns>The holder, or null where nobody has it.</returns>
    public static StoreHolder? TryRead(string directory)
    {
        if (!File.Exists(LockPath(directory)))
        {
            return null;
        }

        if (TryLock(directory) is { } free)
        {
            free.Dispose();
            return null;
        }

        return ReadHolder(directory) ?? new StoreHolder(0, null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!file.CanWrite)
        {
            return;
        }

        if (Directory.Exists(directory))
        {
            File.Delete(HolderPath(directory));
        }

        file.Dispose();
    }

    private static FileStream? TryLock(string directory)
    {
        try
        {
            return new FileStream(LockPath(directory), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new BatonException(ErrorCodes.StoreUnavailable, $"The data directory {directory} cannot be written.", exception);
        }
    }

    private static StoreHolder? ReadHolder(string directory)
    {
        try
        {
            return JsonSerializer.Deserialize<StoreHolder>(File.ReadAllBytes(HolderPath(directory)), Format);
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            return null;
        }
    }

    private static BatonException Refusal(string directory)
    {
        var holder = ReadHolder(directory);
        var who = holder is null ? "another process" : $"process {holder.ProcessId}{(holder.Url is null ? "" : $", which serves {holder.Url}")}";
        return new BatonException(
            ErrorCodes.StoreLocked, $"The data directory {directory} is in use by {who}. Stop it, talk to it, or use another directory.");
    }

    private static string LockPath(string directory) => Path.Combine(directory, "baton.lock");

    private static string HolderPath(string directory) => Path.Combine(directory, "baton.holder.json");
}

/// <summary>Who has a store.</summary>
/// <param name="ProcessId">Its process; 0 where it did not say.</param>
/// <param name="Url">Where it serves, or null.</param>
public sealed record StoreHolder(int ProcessId, string? Url);
