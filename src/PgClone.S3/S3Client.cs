using Amazon.Runtime.Internal;
using Amazon.S3;

namespace PgClone.S3;

/// <summary>The SDK's client, with patience for a store that has answered once, and none for one that nobody can be connected to.</summary>
internal sealed class S3Client(AmazonS3Config config, S3Patience patience) : AmazonS3Client(config)
{
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.ReplaceHandler<RetryHandler>(new RetryHandler(new S3RetryPolicy(Config, patience)));
    }
}
