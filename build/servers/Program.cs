using System.ComponentModel;
using Microsoft.Extensions.Logging.Abstractions;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.ServerPackages;
using PgClone.Servers.Packages;

// What build.cake's target PackServers runs: FOLDER-FOR-PACKAGES [--rid RID] [--major MAJOR]. With --install the servers are unpacked for this user, and nothing is packed.
var output = Path.GetFullPath(args[0]);
var rid = Option("--rid") ?? "linux-x64";
var store = args.Contains("--install") ? SettingsLoader.Load(Environment.CurrentDirectory).CreateServerStore(NullLogger.Instance) : null;
var pins = Pin.Of(rid).Where(pin => Option("--major") is not { } major || pin.Major == major).ToList();
if (pins.Count == 0) return Fail($"No version is pinned for {rid}{(Option("--major") is { } asked ? $" and PostgreSQL {asked}" : "")}.");

try
{
    foreach (var pin in pins)
    {
        if (store?.List().Any(server => server.Manifest.Version == pin.Version && server.Manifest.Rid == rid) == true) continue;

        var files = await ServerTree.ReadAsync(await pin.FetchAsync(Path.Combine(Repository.Artifacts, "npm")));
        Closure.Check(rid, files);
        var stage = Path.Combine(Repository.Artifacts, pin.PackageId);
        var manifest = StagedServer.Write(stage, pin, files);
        if (store is not null)
        {
            await store.AddAsync(await ServerPackage.OpenAsync(Path.Combine(stage, ServerManifest.FileName), CancellationToken.None), CancellationToken.None);
            continue;
        }

        Licenses.Write(stage, rid, files);
        var extensions = rid == "linux-x64" ? await Trial.RunAsync(stage, pin) : [];
        Readme.Write(stage, pin, files, extensions);
        await Package.WriteAsync(stage, pin, output);
        if (KnownServer.All.All(known => known.Sha256 != manifest.Sha256))
            Console.Error.WriteLine($"PgClone does not fetch this one: write {pin.Version}, {rid}, {manifest.Sha256}, {manifest.Size} into KnownServer.cs.");
        Console.WriteLine($"{pin.PackageId} {manifest.Version}: {files.Count} files, {manifest.UnpackedSize / 1e6:0.0} MB, packed {manifest.Size / 1e6:0.0} MB, {extensions.Count} extensions created, SHA-256 {manifest.Sha256}");
    }

    return 0;
}
catch (Exception e) when (e is InvalidDataException or PgCloneException or Win32Exception)
{
    return Fail(e.Message);
}

string? Option(string name) => Array.IndexOf(args, name) is var at and > 0 && at + 1 < args.Length ? args[at + 1] : null;

static int Fail(string message)
{
    Console.Error.WriteLine(message);
    return 1;
}
