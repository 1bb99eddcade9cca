namespace PgClone.Diagnostics;

/// <summary>
/// Every way in which PgClone can fail, one number per failure. The number is the public contract (<c>PGC1002</c>): it is the same in the
/// exception, the tool, Cake and MSBuild, and has a section in <c>docs/errors.md</c>. Numbers are never used again for something else.
/// </summary>
public enum ErrorCode
{
    /// <summary>An option, setting or argument is missing or not valid.</summary>
    InvalidOption = 1,

    /// <summary>The configuration file can't be read or holds something unknown.</summary>
    InvalidConfiguration = 2,

    /// <summary>The action is switched off by allowDump, allowRestore or allowedHosts, or by the server itself.</summary>
    NotAllowed = 3,

    /// <summary>PgClone's own files are missing beside the build tool that it was loaded into.</summary>
    EngineMissing = 4,

    /// <summary>The build tool is older than what PgClone needs.</summary>
    HostTooOld = 5,

    /// <summary>The result of a command that only tells something could not be written.</summary>
    OutputNotWritten = 6,

    /// <summary>An examination found something that dumps or restores fail by.</summary>
    ProblemsFound = 7,

    /// <summary>Whoever was asked did not agree.</summary>
    NotConfirmed = 8,

    /// <summary>Something failed that no other code names: a defect of PgClone.</summary>
    Unexpected = 99,

    /// <summary>The file is not a pg_dump custom-format archive.</summary>
    NotAnArchive = 1001,

    /// <summary>The archive ends too early.</summary>
    ArchiveTruncated = 1002,

    /// <summary>The archive's version is newer or older than those that are understood.</summary>
    ArchiveVersionUnsupported = 1003,

    /// <summary>The archive contradicts itself: an impossible length, a wrong block, an unknown flag.</summary>
    ArchiveCorrupt = 1004,

    /// <summary>The archive's compression or character encoding can't be handled.</summary>
    ArchiveCodecUnsupported = 1005,

    /// <summary>The archive is in an encoding that the dumped database's own does not take.</summary>
    ArchiveEncodingRefused = 1006,

    /// <summary>The archive is not the one that its manifest describes, or that it was a while ago: bytes, rows or all of it are others.</summary>
    ArchiveChanged = 1007,

    /// <summary>No dump has that key, or the database has no dumps.</summary>
    DumpNotFound = 2001,

    /// <summary>The dump key is malformed or points outside the store.</summary>
    InvalidDumpKey = 2002,

    /// <summary>The store can't be reached, read or written.</summary>
    StoreUnavailable = 2003,

    /// <summary>There is no store at the location.</summary>
    StoreNotFound = 2004,

    /// <summary>The manifest beside a dump is damaged.</summary>
    ManifestUnreadable = 2021,

    /// <summary>The dump that pgclone.lock names is gone, or another one.</summary>
    LockedDumpGone = 2022,

    /// <summary>There is no such image, or none that this machine can use.</summary>
    ImageNotFound = 2023,

    /// <summary>An image is not what its manifest says.</summary>
    ImageDamaged = 2024,

    /// <summary>There are no credentials for the store, or it refused them.</summary>
    StoreCredentialsRefused = 2041,

    /// <summary>The bucket does not exist.</summary>
    BucketNotFound = 2042,

    /// <summary>The credentials are right, but what was asked for is not allowed with them.</summary>
    StoreAccessDenied = 2043,

    /// <summary>This machine's clock differs too much from the store's.</summary>
    ClockSkewed = 2044,

    /// <summary>The store's endpoint can't be reached.</summary>
    StoreUnreachable = 2045,

    /// <summary>The bucket lies in another region.</summary>
    WrongRegion = 2046,

    /// <summary>No secure connection to the store came about.</summary>
    StoreNotSecure = 2047,

    /// <summary>The PostgreSQL server does not answer.</summary>
    ServerUnreachable = 3001,

    /// <summary>The server refused the user or the password.</summary>
    AuthenticationFailed = 3002,

    /// <summary>No PostgreSQL programs were found on this machine.</summary>
    BinariesNotFound = 3003,

    /// <summary>The embedded local server could not be initialised, started or stopped.</summary>
    LocalServerFailed = 3004,

    /// <summary>The server refused a statement of PgClone's own.</summary>
    ServerRefused = 3005,

    /// <summary>A connection pooler is between that lends sessions for less than a connection.</summary>
    PoolerBetween = 3006,

    /// <summary>A session of a restore was lost and could not be replaced, or too many were lost.</summary>
    SessionLost = 3007,

    /// <summary>The server was started again during a restore.</summary>
    ServerRestarted = 3008,

    /// <summary>The server's version is older than what PgClone works with.</summary>
    ServerTooOld = 3009,

    /// <summary>The server's certificate is not trusted, or is for another name.</summary>
    CertificateNotTrusted = 3010,

    /// <summary>A server package is damaged, cut, or none.</summary>
    ServerPackageDamaged = 3011,

    /// <summary>A server package could not be fetched, or is none that this version knows.</summary>
    ServerNotFetched = 3012,

    /// <summary>The container that the server runs in could not be started.</summary>
    ContainerNotStarted = 3013,

    /// <summary>A hook failed.</summary>
    HookFailed = 4001,

    /// <summary>A hook is named that is not defined.</summary>
    HookNotFound = 4002,

    /// <summary>The database does not exist.</summary>
    DatabaseNotFound = 5001,

    /// <summary>The temporary database could not be created.</summary>
    DatabaseNotCreated = 5002,

    /// <summary>The swap failed; the target is as it was.</summary>
    SwapFailed = 5003,

    /// <summary>Another restore into the same target is under way.</summary>
    TargetBusy = 5004,

    /// <summary>The database name is one that PgClone keeps for itself or PostgreSQL can't hold.</summary>
    InvalidDatabaseName = 5005,

    /// <summary>The session that held the restore's lock was ended, and somebody else may be at work; nothing was swapped.</summary>
    LockLost = 5006,

    /// <summary>The connection was lost while the swap was being committed, and the server does not say what came of it.</summary>
    SwapUnknown = 5007,

    /// <summary>Replication slots or subscriptions hold on to the target.</summary>
    TargetReplicates = 5008,

    /// <summary>What is to be restored does not fit on the disk of the embedded server.</summary>
    DiskTooSmall = 5009,

    /// <summary>Somebody is connected to the database that is to be copied.</summary>
    SourceInUse = 5021,

    /// <summary>There is a database of the copy's name, or one that is no copy of ours is to be dropped.</summary>
    CopyExists = 5022,

    /// <summary>pg_dump is not on this machine, or only one that is older than the server.</summary>
    PgDumpNotFound = 6001,

    /// <summary>pg_dump ended with an error; nothing was stored.</summary>
    PgDumpFailed = 6002,

    /// <summary>A statement of the archive failed on the server.</summary>
    RestoreStatementFailed = 7001,

    /// <summary>Loading a table's rows or a large object failed.</summary>
    RestoreDataFailed = 7002,

    /// <summary>No pg_restore was found on this machine, and it is to restore.</summary>
    PgRestoreNotFound = 7003,

    /// <summary>pg_restore ended with an error.</summary>
    PgRestoreFailed = 7004,

    /// <summary>The server does not have an extension of the dump, or the user may not create it.</summary>
    ExtensionMissing = 7005,

    /// <summary>The server has no connection free, and has had none for a minute.</summary>
    NoConnectionFree = 7009,
}
