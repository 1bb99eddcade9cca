namespace PgClone.Tool.Commands;

/// <summary>A command line to begin with, as the help shows it.</summary>
internal sealed record Example(string CommandLine, string Meaning);
