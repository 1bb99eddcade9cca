using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace PgClone.Files;

/// <summary>
/// A folder whose subfolders come and go with hundreds of files each, as a server's databases do. On ext4 they would all lie near each other, and there each new file has to pass over all that were
/// deleted in the last minutes: while tests make and drop databases, a copy of one takes up to ten times as long.
/// </summary>
internal static class ScatteredFolder
{
    // Of Linux' fcntl.h and fs.h, on every processor that there are packages for.
    private const int OpenForReading = 0x80000;
    private const nuint GetFlags = 0x80086601;
    private const nuint SetFlags = 0x40086602;
    private const int TopOfHierarchies = 0x20000;

    /// <summary>Creates the folder, and asks the file system to put the folders in it apart from each other.</summary>
    public static void Create(string path)
    {
        PrivateFiles.CreateDirectory(path, reachable: false);
        if (!OperatingSystem.IsLinux()) return;

        try
        {
            Mark(path);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // It is a folder as any, and only slower.
        }
    }

    /// <remarks>File systems that know nothing of it need it not.</remarks>
    private static void Mark(string path)
    {
        using var folder = Open(Encoding.UTF8.GetBytes(path + '\0'), OpenForReading);
        var flags = 0;
        if (folder.IsInvalid || Control(folder, GetFlags, ref flags) != 0) return;

        flags |= TopOfHierarchies;
        _ = Control(folder, SetFlags, ref flags);
    }

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern SafeFileHandle Open(byte[] path, int how);

    [DllImport("libc", EntryPoint = "ioctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(SafeFileHandle folder, nuint request, ref int flags);
}
