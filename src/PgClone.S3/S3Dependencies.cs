using System.Runtime.CompilerServices;
using Amazon;
using Amazon.Runtime;
using Amazon.RuntimeDependencies;
using Amazon.SecurityToken;
using Amazon.SSO;
using Amazon.SSOOIDC;

namespace PgClone.S3;

/// <summary>
/// What the SDK needs where credentials come from a role, a web identity or a login. It looks for these by name, and a native program has nothing to
/// find by it: there they are made here.
/// </summary>
internal static class S3Dependencies
{
    private static readonly Lazy<bool> Registered = new(Register);

    public static void Ensure()
    {
        if (!RuntimeFeature.IsDynamicCodeSupported) _ = Registered.Value;
    }

    private static bool Register()
    {
        // Who is to be asked for credentials is asked by nobody in particular.
        var nobody = new AnonymousAWSCredentials();
        var registry = GlobalRuntimeDependencyRegistry.Instance;
        registry.RegisterSecurityTokenServiceClient(context => new AmazonSecurityTokenServiceClient(nobody, RegionOf(context.SecurityTokenServiceClientContextData?.Region)));
        registry.RegisterSSOClient(context => new AmazonSSOClient(nobody, RegionOf(context.SSOClientContextData?.Region)));
        registry.RegisterSSOOIDCClient(context => new AmazonSSOOIDCClient(nobody, RegionOf(context.SSOOIDCClientContextData?.Region)));
        return true;
    }

    private static RegionEndpoint RegionOf(RegionEndpoint? region) => region ?? FallbackRegionFactory.GetRegionEndpoint() ?? RegionEndpoint.USEast1;
}
