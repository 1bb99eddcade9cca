namespace PgClone.Benchmarks.Images;

/// <summary>PgClone's restore, out of an image or not.</summary>
/// <param name="name">What the report calls it.</param>
/// <param name="request">What the process that restores is asked for, on a machine of its own.</param>
internal sealed class PgCloneAgent(string name, AgentRequest request) : IAgent
{
    public string Name => name;

    public Task RunAsync(CancellationToken cancellationToken) => RunAsync(pushImages: false, cancellationToken);

    /// <summary>The run after which others find an image in the store.</summary>
    public Task PushAsync(CancellationToken cancellationToken) => RunAsync(pushImages: true, cancellationToken);

    public Task TidyAsync() => DataRoot.DeleteAsync(request.DataRoot);

    private async Task RunAsync(bool pushImages, CancellationToken cancellationToken)
    {
        var details = await FreshProcess.RunAsync<AgentRequest, AgentDetails>(AgentProcess.Verb, request with { PushImages = pushImages }, Storage.Bucket.Environment, cancellationToken);
        if (details.IsCopy != request.Images) throw new InvalidOperationException($"{name}: it was{(details.IsCopy ? "" : " not")} restored out of an image. {string.Join(' ', details.Notices)}");
    }
}
