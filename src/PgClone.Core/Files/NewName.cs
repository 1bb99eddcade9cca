using System.Runtime.InteropServices;
using System.Text;

namespace PgClone.Files;

/// <summary>Gives a file a name that nothing has yet. Of several that want the same one, one gets it: <see cref="File.Move(string, string)"/> looks first and renames then, on Unix.</summary>
internal static class NewName
{
    private const int Exists = 17;

    /// <exception cref="IOException">There is something with that name, or it can't be given.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be given.</exception>
    public static void Give(string file, string name)
    {
        if (OperatingSystem.IsWindows() || !TryLink(file, name)) File.Move(file, name, overwrite: false);
        else File.Delete(file);
    }

    /// <returns>False where the file system knows no second names.</returns>
    private static bool TryLink(string file, string name)
    {
        try
        {
            if (Link(Encoding.UTF8.GetBytes(file + '\0'), Encoding.UTF8.GetBytes(name + '\0')) == 0) return true;

            return Marshal.GetLastPInvokeError() == Exists ? throw new IOException($"The file '{name}' already exists.") : false;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // Then it is not known who is first, where two are as near as that.
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link(byte[] file, byte[] name);
}
