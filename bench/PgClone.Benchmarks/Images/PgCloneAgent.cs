using System.Globalization;
using Npgsql;
using PgClone.Benchmarks.Clones;
using PgClone.Benchmarks.Storage;

namespace PgClone.Benchmarks.Images;

/// <summary><c>pgclone restore</c>, out of an image or not.</summary>
/// <param name="name">What the report calls it.</param>
/// <param name="store">Where the dump lies, and the image.</param>
/// <param name="key">The dump.</param>
/// <param name="jobs">How many connections a restore has.</param>
/// <param name="folder">Where its machine lies.</param>
/// <param name="images">Whether it takes an image.</param>
internal sealed class PgCloneAgent(string name, string store, string key, int jobs, string folder, bool images) : IAgent
{
    public string Name => name;

    public Task RunAsync(CancellationToken cancellationToken) => RunAsync(pushImages: false, cancellationToken);

    /// <summary>The run after which others find an image in the store.</summary>
    public Task PushAsync(CancellationToken cancellationToken) => RunAsync(pushImages: true, cancellationToken);

    public Task TidyAsync() => DataRoot.DeleteAsync(folder);

    private async Task RunAsync(bool pushImages, CancellationToken cancellationToken)
    {
        // A template that nobody copies costs a little.
        string[] how = pushImages ? ["--images", "--push-images"] : images ? ["--images"] : ["--templates", "off"];
        var answer = await ToolProcess.RunAsync(
            ["restore", key, "--storage", store, "--database", "bench", "--jobs", jobs.ToString(CultureInfo.InvariantCulture), .. how],
            Bucket.Environment.Append(new("PGCLONE_DATA_DIR", folder)),
            cancellationToken);
        if (answer.Copy != images) throw new InvalidOperationException($"{name}: it was{(answer.Copy ? "" : " not")} restored out of an image.");

        await using var source = NpgsqlDataSource.Create(answer.ConnectionString!);
        await TestClass.UseAsync(source, cancellationToken);
    }
}
