namespace PgClone.Restoring.Planning;

/// <summary>Collects a plan's tasks. Since a task can depend only on tasks that are there already, there are no cycles.</summary>
internal sealed class TaskGraph
{
    private readonly List<RestoreTask> _tasks = [];
    private readonly Dictionary<int, int> _taskOfEntry = [];

    public IReadOnlyList<RestoreTask> Tasks => _tasks;

    /// <summary>Adds a task and gives its id.</summary>
    public int Add(RestoreTask task)
    {
        var id = _tasks.Count;
        _tasks.Add(task with { Id = id, DependsOn = [.. task.DependsOn.Distinct()] });

        var entries = task switch
        {
            SqlTask sql => sql.Steps.Select(step => step.Entry.DumpId),
            TableDataTask data => data.Loads.Select(load => load.Entry.DumpId),
            LargeObjectsTask objects => [objects.Entry.DumpId],
            _ => [],
        };
        foreach (var entry in entries) _taskOfEntry[entry] = id;
        return id;
    }

    /// <summary>Whether a task, which is there already, loads the rows of several tables.</summary>
    public bool LoadsMany(int id) => _tasks[id] is TableDataTask { Loads.Count: > 1 };

    /// <summary>The tasks that restore these entries. Entries without a task are passed over: they are pre-data, left out or unknown.</summary>
    public IEnumerable<int> TasksOf(IEnumerable<int> entries) =>
        entries.Where(_taskOfEntry.ContainsKey).Select(entry => _taskOfEntry[entry]);
}
