namespace PgClone.Tool;

/// <summary>Whether a build server runs the tool: its log keeps every line that is redrawn, though some give the job a pseudo terminal.</summary>
internal static class BuildServer
{
    /// <summary>The variables by which build servers make themselves known; <c>CI</c> is what most of them agree on.</summary>
    private static readonly string[] Signs =
    [
        "CI", "GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "TEAMCITY_VERSION", "BUILDKITE", "JENKINS_URL", "CIRCLECI", "APPVEYOR", "TRAVIS",
        "BITBUCKET_BUILD_NUMBER", "CODEBUILD_BUILD_ID",
    ];

    public static bool IsSeenIn(IReadOnlyDictionary<string, string> environment) =>
        Signs.Any(sign => environment.GetValueOrDefault(sign) is { Length: > 0 } value && value != "0" && !value.Equals("false", StringComparison.OrdinalIgnoreCase));
}
