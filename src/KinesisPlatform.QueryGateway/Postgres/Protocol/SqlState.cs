namespace KinesisPlatform.QueryGateway.Postgres.Protocol;

/// <summary>The codes of PostgreSQL's documentation, appendix A, that are answered here.</summary>
internal static class SqlState
{
    public const string Warning = "01000";
    public const string ProtocolViolation = "08P01";
    public const string FeatureNotSupported = "0A000";
    public const string DataException = "22000";
    public const string NumericValueOutOfRange = "22003";
    public const string DivisionByZero = "22012";
    public const string InvalidParameterValue = "22023";
    public const string InvalidTextRepresentation = "22P02";
    public const string InvalidBinaryRepresentation = "22P03";
    public const string ActiveTransaction = "25001";
    public const string ReadOnlyTransaction = "25006";
    public const string InFailedTransaction = "25P02";
    public const string NoActiveTransaction = "25P01";
    public const string InvalidStatementName = "26000";
    public const string InvalidAuthorization = "28000";
    public const string InvalidPassword = "28P01";
    public const string InvalidSavepoint = "3B001";
    public const string InvalidCursorName = "34000";
    public const string InvalidCatalogName = "3D000";
    public const string SyntaxOrAccessRule = "42000";
    public const string InsufficientPrivilege = "42501";
    public const string SyntaxError = "42601";
    public const string UndefinedColumn = "42703";
    public const string UndefinedObject = "42704";
    public const string GroupingError = "42803";
    public const string DatatypeMismatch = "42804";
    public const string UndefinedFunction = "42883";
    public const string AmbiguousColumn = "42702";
    public const string DuplicateCursor = "42P03";
    public const string DuplicateStatement = "42P05";
    public const string UndefinedTable = "42P01";
    public const string UndefinedParameter = "42P02";
    public const string IndeterminateDatatype = "42P18";
    public const string InsufficientResources = "53000";
    public const string OutOfMemory = "53200";
    public const string TooManyConnections = "53300";
    public const string LimitExceeded = "54000";
    public const string QueryCanceled = "57014";
    public const string AdminShutdown = "57P01";
    public const string IdleSessionTimeout = "57P05";
    public const string InternalError = "XX000";
}
