using System.Diagnostics.CodeAnalysis;
using PgClone.Restoring.Planning;

namespace PgClone.Restoring.Execution;

/// <summary>
/// Hands out the tasks of a plan: each as soon as what it depends on is done and nobody holds its locks; among those, first the one with the
/// most work still behind it. Where the archive is read in one pass, tasks that read it are handed out apart, in the archive's order. Not for concurrent use.
/// </summary>
internal sealed class TaskBoard
{
    private const int Exclusive = -1;

    private readonly IReadOnlyList<RestoreTask> _tasks;
    private readonly int[] _waitsFor;
    private readonly ILookup<int, int> _dependents;
    private readonly long[] _pathCosts;
    private readonly PriorityQueue<RestoreTask, (long NegatedPathCost, int Id)> _ready = new();
    private readonly PriorityQueue<RestoreTask, (long NegatedPathCost, int Id)> _reading;
    private readonly Dictionary<int, int> _holders = [];
    private readonly HashSet<int> _postponed = [];
    private int _open;

    /// <param name="tasks">The tasks.</param>
    /// <param name="isOnePass">Whether the archive is read in one pass.</param>
    public TaskBoard(IReadOnlyList<RestoreTask> tasks, bool isOnePass = false)
    {
        _reading = isOnePass ? new() : _ready;
        _tasks = tasks;
        _open = tasks.Count;
        _waitsFor = [.. tasks.Select(task => task.DependsOn.Count)];
        _dependents = tasks.SelectMany(task => task.DependsOn.Select(id => (id, task.Id))).ToLookup(edge => edge.id, edge => edge.Id);
        _pathCosts = new long[tasks.Count];
        for (var id = tasks.Count - 1; id >= 0; id--) _pathCosts[id] = tasks[id].Cost + _dependents[id].Select(dependent => _pathCosts[dependent]).DefaultIfEmpty().Max();
        foreach (var task in tasks.Where(task => task.DependsOn.Count == 0)) Enqueue(task);
    }

    /// <summary>Whether all tasks are done.</summary>
    public bool IsDone => _open == 0;

    /// <summary>How many tasks could run now, were it not for connections and locks.</summary>
    public int Waiting => _ready.Count;

    /// <summary>Takes the most urgent task that can run now, and its locks.</summary>
    public bool TryTake([NotNullWhen(true)] out RestoreTask? task) => TryTake(_ready, out task);

    /// <summary>Takes the next task that reads the archive, where it is read in one pass, and its locks.</summary>
    public bool TryTakeReading([NotNullWhen(true)] out RestoreTask? task) => TryTake(_reading, out task);

    private bool TryTake(PriorityQueue<RestoreTask, (long NegatedPathCost, int Id)> queue, [NotNullWhen(true)] out RestoreTask? task)
    {
        List<RestoreTask> blocked = [];
        while (queue.TryDequeue(out task, out _) && !IsFree(task.Locks)) blocked.Add(task);
        foreach (var other in blocked) Enqueue(other);
        if (task is null) return false;

        foreach (var table in task.Locks.Tables) _holders[table] = task.Locks.Shared ? _holders.GetValueOrDefault(table) + 1 : Exclusive;
        return true;
    }

    /// <summary>
    /// Gives a task's locks back, without that it is done: it has tables that are tried again after all others. Those of these that wait for it do so only to keep an
    /// order, and are let go; all else waits on.
    /// </summary>
    public void Postpone(RestoreTask task)
    {
        GiveBack(task.Locks);
        _postponed.Add(task.Id);
        LetGo(_dependents[task.Id].Where(IsLoad));
    }

    /// <summary>Gives a task's locks back, if it was not postponed, and lets go what waited for it.</summary>
    public void Complete(RestoreTask task)
    {
        var postponed = _postponed.Remove(task.Id);
        if (!postponed) GiveBack(task.Locks);
        _open--;
        LetGo(_dependents[task.Id].Where(dependent => !postponed || !IsLoad(dependent)));
    }

    private bool IsLoad(int task) => _tasks[task] is TableDataTask;

    private void GiveBack(TableLocks locks)
    {
        foreach (var table in locks.Tables)
        {
            if (_holders[table] is Exclusive or 1) _holders.Remove(table);
            else _holders[table]--;
        }
    }

    private void LetGo(IEnumerable<int> dependents)
    {
        foreach (var dependent in dependents)
        {
            if (--_waitsFor[dependent] == 0) Enqueue(_tasks[dependent]);
        }
    }

    private void Enqueue(RestoreTask task)
    {
        if (_reading != _ready && task is TableDataTask or LargeObjectsTask) _reading.Enqueue(task, (0, task.Id));
        else _ready.Enqueue(task, (-_pathCosts[task.Id], task.Id));
    }

    private bool IsFree(TableLocks locks) =>
        locks.Tables.All(table => !_holders.TryGetValue(table, out var holders) || (locks.Shared && holders != Exclusive));
}
