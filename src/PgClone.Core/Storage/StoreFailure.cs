using PgClone.Diagnostics;

namespace PgClone.Storage;

/// <summary>Gives what the file system throws a code.</summary>
internal static class StoreFailure
{
    public static void Guard(string path, Action work) => Guard(path, () =>
    {
        work();
        return true;
    });

    public static T Guard<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (IsOfTheFileSystem(e))
        {
            throw Unavailable(path, e);
        }
    }

    public static bool IsOfTheFileSystem(Exception e) => e is IOException or UnauthorizedAccessException;

    public static PgCloneException Unavailable(string path, Exception e) => new(
        ErrorCode.StoreUnavailable, "The store can't be read or written.", path, e.Message,
        "Check that the folder may be used by you and that its disk is not full.", e);
}
