using System.Diagnostics;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Sql;

namespace PgClone.Dumping;

/// <summary>Tells how far a dump is, a few times a second and at the end: by what its tables take on the server, and how many of them are stored.</summary>
internal sealed class DumpProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly IProgress<ProgressEvent>? _listener;
    private readonly Dictionary<int, long> _sizes;
    private readonly HashSet<int> _tables;
    private readonly long _total;
    private long _reported = Stopwatch.GetTimestamp();
    private int _blocks;
    private int _tablesDone;
    private long _done;

    public DumpProgress(Archive archive, IReadOnlyDictionary<TableName, long> sizes, IProgress<ProgressEvent>? listener)
    {
        _listener = listener;
        var data = archive.Entries.Where(entry => entry.HasData).ToList();
        var largeObjects = data.Count(entry => entry.Type == "BLOBS");
        _tables = [.. data.Where(entry => entry.Type != "BLOBS").Select(entry => entry.DumpId)];
        _sizes = data.ToDictionary(
            entry => entry.DumpId,
            entry => entry.Type == "BLOBS" ? sizes.GetValueOrDefault(TableSizes.LargeObjects) / largeObjects : sizes.GetValueOrDefault(new TableName(entry.Namespace ?? "", entry.Tag)));
        _total = _sizes.Values.Sum();
    }

    /// <summary>To be called often.</summary>
    public void Update(BlockRecorder recorder)
    {
        if (Stopwatch.GetElapsedTime(_reported) < Interval) return;

        Report(recorder);
        _reported = Stopwatch.GetTimestamp();
    }

    public void Report(BlockRecorder recorder)
    {
        for (; _blocks < recorder.Blocks.Count; _blocks++)
        {
            _done += _sizes[recorder.Blocks[_blocks].DumpId];
            if (_tables.Contains(recorder.Blocks[_blocks].DumpId)) _tablesDone++;
        }

        // A table's rows as text are not as long as it is on the server, and it may have grown since it was measured.
        var begun = recorder.Begun is var (dumpId, bytes) ? Math.Min(bytes, _sizes[dumpId]) : 0;
        var item = $"{_tablesDone} of {_tables.Count} tables, {Quantity.Bytes(recorder.Position)} stored";
        _listener?.Report(_total == 0
            ? new StageProgress(Stage.Dump, recorder.Position, null, "bytes", item)
            : new StageProgress(Stage.Dump, _done + begun, _total, "bytes", item));
    }
}
