namespace PgClone.Tool;

/// <summary>What the process returns. 129, 130 and 143 are the shell's own numbers for a program that SIGHUP, SIGINT or SIGTERM ended.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int HungUp = 129;
    public const int Cancelled = 130;
    public const int Terminated = 143;
}
