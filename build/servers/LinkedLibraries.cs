using System.Buffers.Binary;
using System.Text;

namespace PgClone.ServerPackages;

/// <summary>What a program or library says of the libraries that it is linked with.</summary>
/// <param name="OwnName">The name that it is looked up by, of a library that says so.</param>
/// <param name="Needed">The names of those that it needs.</param>
internal sealed record LinkedLibraries(string? OwnName, IReadOnlyList<string> Needed)
{
    private static readonly LinkedLibraries None = new(null, []);

    /// <summary>Reads a file of Linux (ELF), macOS (Mach-O) or Windows (PE); of any other file there is nothing to say.</summary>
    public static LinkedLibraries Read(ReadOnlySpan<byte> file) => file switch
    {
        [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, ..] => ReadElf(file),
        [0xCA, 0xFE, 0xBA, 0xBE, ..] => ReadFat(file),
        [0xCF, 0xFA, 0xED, 0xFE, ..] => ReadMachO(file),
        [(byte)'M', (byte)'Z', ..] => ReadPe(file),
        _ => None,
    };

    private static LinkedLibraries ReadElf(ReadOnlySpan<byte> file)
    {
        const int load = 1, dynamic = 2, needed = 1, stringTable = 5, ownName = 14;
        var (segments, size, count) = ((int)Int64(file, 0x20), Int16(file, 0x36), Int16(file, 0x38));
        var loaded = new List<(long Address, long Length, long Offset)>();
        var entries = new List<(long Tag, long Value)>();
        for (var i = 0; i < count; i++)
        {
            var segment = file[(segments + (i * size))..];
            if (Int32(segment, 0) == load) loaded.Add((Int64(segment, 16), Int64(segment, 32), Int64(segment, 8)));
            if (Int32(segment, 0) != dynamic) continue;
            for (var at = (int)Int64(segment, 8); Int64(file, at) != 0; at += 16) entries.Add((Int64(file, at), Int64(file, at + 8)));
        }

        if (entries.Count == 0) return None;
        var strings = entries.Single(entry => entry.Tag == stringTable).Value;
        var home = loaded.First(segment => strings >= segment.Address && strings < segment.Address + segment.Length);
        var table = file[(int)(strings - home.Address + home.Offset)..];
        string? own = null;
        var all = new List<string>();
        foreach (var (tag, value) in entries)
        {
            if (tag == ownName) own = Text(table, (int)value);
            if (tag == needed) all.Add(Text(table, (int)value));
        }

        return new LinkedLibraries(own, all);
    }

    /// <summary>Each part of a file for several processors.</summary>
    private static LinkedLibraries ReadFat(ReadOnlySpan<byte> file)
    {
        string? own = null;
        var all = new List<string>();
        for (var i = 0; i < BinaryPrimitives.ReadInt32BigEndian(file[4..]); i++)
        {
            var part = ReadMachO(file[BinaryPrimitives.ReadInt32BigEndian(file[(8 + (20 * i) + 8)..])..]);
            own ??= part.OwnName;
            all.AddRange(part.Needed.Except(all));
        }

        return new LinkedLibraries(own, all);
    }

    private static LinkedLibraries ReadMachO(ReadOnlySpan<byte> file)
    {
        const uint ownName = 0xD, load = 0xC, loadWeak = 0x80000018, reexport = 0x8000001F;
        string? own = null;
        var all = new List<string>();
        var at = 32;
        for (var i = 0; i < Int32(file, 16); i++)
        {
            var command = (uint)Int32(file, at);
            if (command is ownName or load or loadWeak or reexport)
            {
                var name = Text(file, at + Int32(file, at + 8));
                if (command == ownName) own = Path.GetFileName(name);
                else all.Add(name);
            }

            at += Int32(file, at + 4);
        }

        return new LinkedLibraries(own, all);
    }

    private static LinkedLibraries ReadPe(ReadOnlySpan<byte> file)
    {
        const int imports = 1, descriptor = 20, nameInDescriptor = 12;
        var header = Int32(file, 0x3C) + 4;
        var (sectionCount, optionalSize, optional) = (Int16(file, header + 2), Int16(file, header + 16), header + 20);
        var sections = new List<(int Address, int Length, int Offset)>();
        for (var i = 0; i < sectionCount; i++)
        {
            var section = optional + optionalSize + (40 * i);
            sections.Add((Int32(file, section + 12), Math.Max(Int32(file, section + 8), Int32(file, section + 16)), Int32(file, section + 20)));
        }

        var directory = Int32(file, optional + 112 + (8 * imports));
        if (directory == 0) return None;

        var all = new List<string>();
        for (var at = OffsetOf(directory); Int32(file, at + nameInDescriptor) is var name and not 0; at += descriptor) all.Add(Text(file, OffsetOf(name)));
        return new LinkedLibraries(null, all);

        int OffsetOf(int address)
        {
            var section = sections.First(section => address >= section.Address && address < section.Address + section.Length);
            return address - section.Address + section.Offset;
        }
    }

    private static string Text(ReadOnlySpan<byte> bytes, int at)
    {
        var rest = bytes[at..];
        return Encoding.UTF8.GetString(rest[..rest.IndexOf((byte)0)]);
    }

    private static short Int16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt16LittleEndian(bytes[at..]);

    private static int Int32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);

    private static long Int64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
