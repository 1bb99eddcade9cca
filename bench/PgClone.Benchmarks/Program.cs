using System.Globalization;
using System.Runtime.InteropServices;
using PgClone.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is [RestoreProcess.Verb]) return await RestoreProcess.RunAsync();

// Asked to stop, it takes its servers and gigabytes along.
using var stop = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    return await new Benchmark(BenchmarkOptions.Parse(args)).RunAsync(stop.Token) ? 0 : 1;
}
catch (Exception e)
{
    Console.Error.WriteLine(e is OperationCanceledException or ArgumentException ? e.Message : e);
    return 1;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
