namespace PgClone.S3;

/// <summary>A part of an archive that is being fetched or was.</summary>
internal sealed class Piece(long index, byte[] buffer, int length)
{
    public long Index => index;

    public byte[] Buffer => buffer;

    public int Length => length;

    /// <summary>The fetching.</summary>
    public required Task Fetched { get; init; }

    /// <summary>How many are reading it now.</summary>
    public int Readers { get; set; }

    /// <summary>How many of its bytes were read.</summary>
    public long Read { get; set; }

    /// <summary>Whether a reader has asked for it; else it was only fetched ahead.</summary>
    public bool IsAsked { get; set; }

    /// <summary>When it was last asked for or fetched ahead, counted in reads.</summary>
    public long LastUse { get; set; }

    public bool IsReadThrough => Read >= length;

    public bool IsIdle => Readers == 0 && Fetched.IsCompleted;
}
