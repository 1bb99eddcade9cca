using PgClone.Tool;

StandardStreams.Reserve();
using var interruption = new Interruption();
var exitCode = await PgCloneCommand.InvokeAsync(args, ToolHost.OfThisProcess(), interruption.Token).ConfigureAwait(false);
return exitCode == ExitCode.Cancelled ? interruption.ExitCode : exitCode;
