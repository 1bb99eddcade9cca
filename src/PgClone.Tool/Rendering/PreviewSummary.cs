using System.Globalization;
using PgClone.Diagnostics;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>What a restore would do.</summary>
internal static class PreviewSummary
{
    private const int SessionsShown = 5;

    public static void Write(IAnsiConsole console, RestorePreview preview)
    {
        console.WriteField(preview.IsLocal ? "database" : "dump", preview.Key.Value);
        console.WriteField("size", Quantity.Bytes(preview.Bytes));
        console.WriteField("server", preview.Server);
        console.WriteField("connections", preview.Jobs.ToString(CultureInfo.InvariantCulture));
        if (preview.Hooks.Count > 0) console.WriteField("hooks", string.Join(", ", preview.Hooks));
        foreach (var notice in preview.Notices) console.WriteText(notice);
        foreach (var obstacle in preview.Obstacles) console.WriteText("It would be refused. " + obstacle);
        console.WriteText(preview switch
        {
            { IsUnchanged: true } => $"{preview.Database} holds this dump already: nothing would be restored.",
            { Replaced: null } => $"{preview.Database} would be created.",
            _ => WhatIsReplaced(preview),
        });
    }

    /// <summary>A sentence or two on what is there now.</summary>
    public static string WhatIsReplaced(RestorePreview preview)
    {
        var size = preview.Replaced!.Bytes is { } bytes ? $" ({Quantity.Bytes(bytes)})" : "";
        var sessions = preview.Replaced.Sessions;
        var more = sessions.Count > SessionsShown ? $" and {sessions.Count - SessionsShown} more" : "";
        var ended = sessions.Count == 0 ? " Nobody is connected to it." : $" Sessions that would be ended: {string.Join("; ", sessions.Take(SessionsShown))}{more}.";
        return $"{preview.Database}{size} on {preview.Server} would be replaced by {preview.Key}.{ended}";
    }
}
