namespace PgClone.Diagnostics;

/// <summary>How a stage is written.</summary>
public static class StageExtensions
{
    /// <summary>The stage as users see it, the same in every front door: <c>pre-data</c>, <c>pre-swap hooks</c>.</summary>
    public static string ToText(this Stage stage) => stage switch
    {
        Stage.PreDumpHooks => "pre-dump hooks",
        Stage.PreData => "pre-data",
        Stage.PostData => "post-data",
        Stage.MaskHooks => "mask hooks",
        Stage.PreSwapHooks => "pre-swap hooks",
        _ => stage.ToString().ToLowerInvariant(),
    };
}
