namespace KinesisPlatform.DuckDb;

/// <summary>DuckDB's own classes of error, numbered as <c>duckdb_error_type</c> in duckdb.h.</summary>
public enum DuckDbErrorKind
{
    Unknown = 0, OutOfRange, Conversion, UnknownType, Decimal, MismatchType, DivideByZero, ObjectSize, InvalidType, Serialization,
    Transaction, NotImplemented, Expression, Catalog, Parser, Planner, Scheduler, Executor, Constraint, Index, Statistics,
    Connection, Syntax, Settings, Binder, Network, Optimizer, NullPointer, IO, Interrupt, Fatal, Internal, InvalidInput, OutOfMemory,
    Permission, ParameterNotResolved, ParameterNotAllowed, Dependency, Http, MissingExtension, Autoload, Sequence, InvalidConfiguration,
}
