using PgClone.Archives;
using PgClone.Sql;

namespace PgClone.Restoring;

/// <summary>Changes archives at random; the same seed, the same changes.</summary>
internal sealed class ArchiveDamage(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Changes a few bytes within a range: bits, runs of bytes, numbers to the largest there are, and cuts.</summary>
    public byte[] Bytes(byte[] archive, int from, int to)
    {
        var damaged = archive.ToArray();
        for (var i = _random.Next(1, 3); i > 0; i--)
        {
            var at = _random.Next(from, Math.Min(to, damaged.Length) - 10);
            switch (_random.Next(5))
            {
                case 0 or 1:
                    damaged[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 2:
                    _random.NextBytes(damaged.AsSpan(at, _random.Next(1, 10)));
                    break;
                case 3:
                    damaged.AsSpan(at, 4).Fill(0xFF);
                    damaged[at + 3] = 0x7F;
                    break;
                default:
                    damaged = [.. damaged.AsSpan(0, at), .. damaged.AsSpan(at + _random.Next(1, 10))];
                    break;
            }
        }

        return damaged;
    }

    /// <summary>Changes what an entry or two say, and leaves all else in order: the positions of the data blocks are right.</summary>
    public byte[] Entries(ArchiveParts archive)
    {
        var parts = archive.Parts.ToList();
        for (var i = _random.Next(1, 3); i > 0; i--)
        {
            var at = _random.Next(parts.Count);
            switch (_random.Next(12))
            {
                case 0:
                    parts.RemoveAt(at);
                    break;
                case 1:
                    var other = _random.Next(parts.Count);
                    (parts[at], parts[other]) = (parts[other], parts[at]);
                    break;
                default:
                    parts[at] = parts[at] with { Entry = Change(parts[at].Entry, archive.Parts[_random.Next(archive.Parts.Count)].Entry) };
                    break;
            }
        }

        return (archive with { Parts = parts }).Build(withOffsets: _random.Next(4) > 0);
    }

    private TocEntry Change(TocEntry entry, TocEntry other) => _random.Next(16) switch
    {
        0 => entry with { DumpId = other.DumpId },
        1 => entry with { DumpId = _random.Next(1, 5000) },
        2 => entry with { HasData = !entry.HasData },
        3 => entry with { Tag = Change(entry.Tag, other.Tag)! },
        4 => entry with { Type = Change(entry.Type, other.Type)! },
        5 => entry with { Section = (ArchiveSection)_random.Next(1, 5) },
        6 or 7 => entry with { Definition = Change(entry.Definition, other.Definition) },
        8 => entry with { DropStatement = Change(entry.DropStatement, other.DropStatement) },
        9 => entry with { CopyStatement = Change(entry.CopyStatement, other.CopyStatement) },
        10 => entry with { Namespace = Change(entry.Namespace, other.Namespace) },
        11 => entry with { Tablespace = Change(entry.Tablespace, other.Tablespace) },
        12 => entry with { TableAccessMethod = Change(entry.TableAccessMethod, other.TableAccessMethod), RelationKind = other.RelationKind },
        13 => entry with { Owner = Change(entry.Owner, other.Owner) },
        14 => entry with { Dependencies = [.. entry.Dependencies, _random.Next(-5, 5000), other.DumpId, entry.DumpId] },
        _ => entry with { Dependencies = _random.Next(2) == 0 ? [] : other.Dependencies },
    };

    private string? Change(string? text, string? other)
    {
        switch (_random.Next(6))
        {
            case 0:
                return other ?? "";
            case 1:
                return "";
            case 2 when text?.Length > 1:
                return text[.._random.Next(1, text.Length)];
            default:
                if (string.IsNullOrEmpty(text)) return "x";
                var at = _random.Next(text.Length);
                return text[..at] + (char)_random.Next(1, 127) + text[(at + 1)..];
        }
    }
}
