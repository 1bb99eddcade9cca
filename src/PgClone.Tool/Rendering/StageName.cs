using PgClone.Diagnostics;

namespace PgClone.Tool.Rendering;

/// <summary>How stages are called before users.</summary>
internal static class StageName
{
    public static string Of(Stage stage) => stage switch
    {
        Stage.PreDumpHooks => "pre-dump hooks",
        Stage.PreData => "pre-data",
        Stage.PostData => "post-data",
        Stage.PreSwapHooks => "pre-swap hooks",
        _ => stage.ToString().ToLowerInvariant(),
    };
}
