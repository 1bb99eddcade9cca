using System.Xml;
using System.Xml.Linq;
using Microsoft.Build.Framework;
using PgClone.Diagnostics;
using MSBuildTask = Microsoft.Build.Utilities.Task;

namespace PgClone.MSBuild;

/// <summary>Refuses properties that would be passed over in silence: misspelt ones, and those that are only given back.</summary>
/// <remarks>MSBuild tells a task those of the command line. Those of a project are read in its own file and the ones that every project of a folder imports.</remarks>
public sealed class CheckPgCloneProperties : MSBuildTask
{
    /// <summary>The project's file, and others that set properties for it. Those that do not exist are passed over.</summary>
    [Required]
    public string[] ProjectFiles { get; set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        var ofCommandLine = BuildEngine is IBuildEngine6 engine ? engine.GetGlobalProperties().Keys : [];
        foreach (var name in ofCommandLine) Check(name, null, 0);
        foreach (var file in ProjectFiles.Where(File.Exists)) CheckFile(file);
        return !Log.HasLoggedErrors;
    }

    private void CheckFile(string file)
    {
        var properties = XDocument.Load(file, LoadOptions.SetLineInfo).Descendants().Where(element => element.Name.LocalName == "PropertyGroup").Elements();
        foreach (var property in properties) Check(property.Name.LocalName, file, ((IXmlLineInfo)property).LineNumber);
    }

    private void Check(string property, string? file, int line)
    {
        if (PropertyNames.Complaint(property) is var (what, advice))
            Log.LogError(null, ErrorCode.InvalidOption.ToText(), null, file, line, 0, 0, 0, "{0}", $"{what} {advice}");
    }
}
