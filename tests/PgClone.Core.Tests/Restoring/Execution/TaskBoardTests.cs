using PgClone.Diagnostics;
using PgClone.Restoring.Planning;

namespace PgClone.Restoring.Execution;

public sealed class TaskBoardTests
{
    [Fact]
    public void The_longest_path_goes_first()
    {
        var board = new TaskBoard([Task(0, cost: 50), Task(1, cost: 10), Task(2, cost: 100, dependsOn: 1)]);

        Assert.Equal([1, 0], TakeAll(board));
    }

    [Fact]
    public void A_task_waits_for_all_that_it_depends_on()
    {
        var tasks = new[] { Task(0), Task(1), Task(2, dependsOn: [0, 1]) };
        var board = new TaskBoard(tasks);

        Assert.Equal([0, 1], TakeAll(board));
        board.Complete(tasks[0]);
        Assert.Equal([], TakeAll(board));
        board.Complete(tasks[1]);
        Assert.Equal([2], TakeAll(board));
        board.Complete(tasks[2]);
        Assert.True(board.IsDone);
    }

    [Fact]
    public void Shared_locks_go_together_and_exclusive_ones_do_not()
    {
        var tasks = new[]
        {
            Task(0) with { Locks = TableLocks.ShareOf([7]) },
            Task(1) with { Locks = TableLocks.ExclusiveOf([7, 8]) },
            Task(2) with { Locks = TableLocks.ShareOf([7]) },
            Task(3) with { Locks = TableLocks.ExclusiveOf([9]) },
        };
        var board = new TaskBoard(tasks);

        Assert.Equal([0, 2, 3], TakeAll(board));
        board.Complete(tasks[0]);
        Assert.Equal([], TakeAll(board));
        board.Complete(tasks[2]);
        Assert.Equal([1], TakeAll(board));
    }

    [Fact]
    public void What_a_postponed_load_kept_in_order_goes_on_and_what_needs_it_waits()
    {
        RestoreTask[] tasks = [Load(0), Load(1, dependsOn: 0), Task(2, dependsOn: 0), Task(3, dependsOn: [0, 1])];
        var board = new TaskBoard(tasks);

        Assert.Equal([0], TakeAll(board));
        board.Postpone(tasks[0]);
        Assert.Equal([1], TakeAll(board));
        board.Complete(tasks[1]);
        Assert.Equal([], TakeAll(board));
        board.Complete(tasks[0]);
        Assert.Equal([2, 3], TakeAll(board));
        board.Complete(tasks[2]);
        board.Complete(tasks[3]);
        Assert.True(board.IsDone);
    }

    private static TableDataTask Load(int id, params int[] dependsOn) => new([], Parts: 1) { Id = id, Stage = Stage.Data, DependsOn = dependsOn };

    private static Milestone Task(int id, long cost = 0, params int[] dependsOn) =>
        new(id.ToString(System.Globalization.CultureInfo.InvariantCulture)) { Id = id, Stage = Stage.PostData, Cost = cost, DependsOn = dependsOn };

    private static List<int> TakeAll(TaskBoard board)
    {
        var taken = new List<int>();
        while (board.TryTake(out var task)) taken.Add(task.Id);
        return taken;
    }
}
