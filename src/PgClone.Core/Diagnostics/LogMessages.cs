using Microsoft.Extensions.Logging;
using Npgsql;

namespace PgClone.Diagnostics;

/// <summary>Every message that the engine logs. None holds a password.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(1, LogLevel.Debug, "{Stage} begins {Detail}")]
    public static partial void StageStarted(this ILogger logger, string stage, string? detail);

    [LoggerMessage(2, LogLevel.Information, "{Stage} took {Seconds:0.00} s")]
    public static partial void StageFinished(this ILogger logger, string stage, double seconds);

    [LoggerMessage(3, LogLevel.Trace, "{Stage}: {Done} of {Total} {Unit} {Item}")]
    public static partial void StageProgress(this ILogger logger, string stage, long done, long? total, string unit, string? item);

    [LoggerMessage(4, LogLevel.Information, "{Message}")]
    public static partial void Notice(this ILogger logger, string message);

    [LoggerMessage(5, LogLevel.Information, "{Hook}: {Line}")]
    public static partial void HookOutput(this ILogger logger, string hook, string line);

    [LoggerMessage(6, LogLevel.Warning, "{Entry} is not restored: {Reason}")]
    public static partial void EntryFailed(this ILogger logger, string entry, string reason);

    // What failed and was passed over, from 101 on: what is left undone by it is a warning.

    [LoggerMessage(101, LogLevel.Warning, "The unfinished dump {Path} could not be removed: {Reason}")]
    public static partial void UnfinishedDumpLeft(this ILogger logger, string path, string reason);

    [LoggerMessage(102, LogLevel.Debug, "pg_dump lacks a codec, and is run with the next one: {Reason}")]
    public static partial void CodecLacking(this ILogger logger, string reason);

    [LoggerMessage(103, LogLevel.Warning, "The sessions on {Databases} are no longer ended: {Reason}")]
    public static partial void SessionsNotEnded(this ILogger logger, string databases, string reason);

    [LoggerMessage(104, LogLevel.Warning, "The session that holds the lock of {What} is gone or does not answer: {Reason}")]
    public static partial void LockNotSeen(this ILogger logger, string what, string reason);

    [LoggerMessage(105, LogLevel.Warning, "The lock of {What} could not be taken again: {Reason}")]
    public static partial void LockNotTaken(this ILogger logger, string what, string reason);

    [LoggerMessage(106, LogLevel.Debug, "Another process was faster to make the template {Path}: {Reason}")]
    public static partial void TemplateMadeByOther(this ILogger logger, string path, string reason);

    [LoggerMessage(107, LogLevel.Debug, "A part of a table's rows was not loaded: {Reason}")]
    public static partial void PartNotLoaded(this ILogger logger, string reason);

    [LoggerMessage(108, LogLevel.Debug, "A COPY could not be broken off: {Reason}")]
    public static partial void CopyNotCancelled(this ILogger logger, string reason);

    [LoggerMessage(109, LogLevel.Debug, "The setting {Setting} could not be tried: {Reason}")]
    public static partial void SettingNotTried(this ILogger logger, string setting, string reason);

    [LoggerMessage(110, LogLevel.Debug, "pg_restore ended before it had read the archive: {Reason}")]
    public static partial void PgRestoreEndedEarly(this ILogger logger, string reason);

    [LoggerMessage(111, LogLevel.Warning, "The temporary database {Database} could not be dropped; the next restore drops it: {Reason}")]
    public static partial void TemporaryDatabaseLeft(this ILogger logger, string database, string reason);

    [LoggerMessage(112, LogLevel.Debug, "A database of the locale {Locale} could not be created: {Reason}")]
    public static partial void LocaleRefused(this ILogger logger, string locale, string reason);

    [LoggerMessage(113, LogLevel.Warning, "The database {Database} that an interrupted restore had left behind could not be dropped: {Reason}")]
    public static partial void OrphanLeft(this ILogger logger, string database, string reason);

    [LoggerMessage(114, LogLevel.Debug, "What came of the swap could not be read yet: {Reason}")]
    public static partial void SwapNotRead(this ILogger logger, string reason);

    [LoggerMessage(115, LogLevel.Debug, "A statement is run again after a deadlock: {Reason}")]
    public static partial void DeadlockRetried(this ILogger logger, string reason);

    [LoggerMessage(116, LogLevel.Warning, "A statement could not be broken off: {Reason}")]
    public static partial void StatementNotInterrupted(this ILogger logger, string reason);

    [LoggerMessage(117, LogLevel.Warning, "A session of the restore was lost and is replaced, at {Place}: {Reason}")]
    public static partial void SessionReplaced(this ILogger logger, string? place, string? reason);

    [LoggerMessage(118, LogLevel.Debug, "No server answers for the data directory {Directory}: {Reason}")]
    public static partial void LocalServerSilent(this ILogger logger, string directory, string reason);

    [LoggerMessage(119, LogLevel.Warning, "The unpacked server in {Folder} is passed over: {Reason}")]
    public static partial void StoredServerPassedOver(this ILogger logger, string folder, string reason);

    [LoggerMessage(120, LogLevel.Debug, "The unpacked server could not be moved to {Folder} yet: {Reason}")]
    public static partial void ServerNotMovedYet(this ILogger logger, string folder, string reason);

    [LoggerMessage(121, LogLevel.Warning, "The half unpacked server in {Folder} could not be deleted; a later one does it: {Reason}")]
    public static partial void UnfinishedServerLeft(this ILogger logger, string folder, string reason);

    [LoggerMessage(131, LogLevel.Warning, "The note of the upload of {Place} could not be written, read or removed: {Reason}")]
    public static partial void UploadNotNoted(this ILogger logger, string place, string reason);

    [LoggerMessage(141, LogLevel.Warning, "The dump {Key} can't be read, and is not counted as a good one: {Reason}")]
    public static partial void DumpNotGood(this ILogger logger, string key, string reason);

    [LoggerMessage(151, LogLevel.Information, "{Target} is copied from the template {Template}")]
    public static partial void TemplateCopied(this ILogger logger, string target, string template);

    [LoggerMessage(152, LogLevel.Information, "The template {Template} is made anew: {Reason}")]
    public static partial void TemplateReplaced(this ILogger logger, string template, string reason);

    [LoggerMessage(153, LogLevel.Warning, "The template {Template} could not be sealed: {Reason}")]
    public static partial void TemplateNotSealed(this ILogger logger, string template, string reason);

    [LoggerMessage(154, LogLevel.Debug, "The use of the template {Template} was not noted: {Reason}")]
    public static partial void TemplateUseNotNoted(this ILogger logger, string template, string reason);

    [LoggerMessage(155, LogLevel.Debug, "{Template} is no template any more: {Reason}")]
    public static partial void TemplateNotUnmarked(this ILogger logger, string template, string reason);

    [LoggerMessage(156, LogLevel.Information, "No template is made: {Reason}")]
    public static partial void TemplateNotMade(this ILogger logger, string reason);

    [LoggerMessage(157, LogLevel.Warning, "The template {Template}, one too many, could not be dropped: {Reason}")]
    public static partial void TemplateLeft(this ILogger logger, string template, string reason);

    [LoggerMessage(158, LogLevel.Debug, "The template {Template} was dropped before it was copied: {Reason}")]
    public static partial void TemplateGone(this ILogger logger, string template, string reason);

    [LoggerMessage(171, LogLevel.Debug, "No clone of {Template} is made ahead: {Reason}")]
    public static partial void CloneNotMadeAhead(this ILogger logger, string template, string reason);

    [LoggerMessage(172, LogLevel.Debug, "The clone {Database} that was made ahead is not handed over: {Reason}")]
    public static partial void CloneNotHandedOver(this ILogger logger, string database, string reason);

    [LoggerMessage(173, LogLevel.Debug, "The clone {Database} that was made ahead could not be left for others: {Reason}")]
    public static partial void CloneNotLeft(this ILogger logger, string database, string reason);

    [LoggerMessage(161, LogLevel.Debug, "The file system does not share blocks, so the files of {Database} are copied: {Reason}")]
    public static partial void BlocksNotShared(this ILogger logger, string database, string reason);

    [LoggerMessage(181, LogLevel.Debug, "{Path} is no manifest of an image: {Reason}")]
    public static partial void ImagePassedOver(this ILogger logger, string path, string reason);

    [LoggerMessage(182, LogLevel.Warning, "The image {Image} could not be deleted: {Reason}")]
    public static partial void ImageLeft(this ILogger logger, string image, string reason);

    [LoggerMessage(183, LogLevel.Warning, "The image is not used: {Reason}")]
    public static partial void ImageNotUsed(this ILogger logger, string reason);

    [LoggerMessage(184, LogLevel.Information, "The image {Image} was put into the store, {Bytes} bytes")]
    public static partial void ImagePushed(this ILogger logger, string image, long bytes);

    [LoggerMessage(185, LogLevel.Warning, "The image was not put into the store: {Reason}")]
    public static partial void ImageNotPushed(this ILogger logger, string reason);

    /// <summary>What may be said of an exception in a log: of a server's refusal not the rows that it quotes.</summary>
    public static string Reason(this Exception e) => e is PostgresException refusal ? ServerRefusal.Brief(refusal) : e.Message;
}
