namespace KinesisPlatform.DuckDb;

/// <summary>What a statement does, numbered as <c>duckdb_statement_type</c> in duckdb.h.</summary>
public enum DuckDbStatementKind
{
    Invalid = 0, Select, Insert, Update, Explain, Delete, Prepare, Create, Execute, Alter, Transaction, Copy, Analyze,
    VariableSet, CreateFunction, Drop, Export, Pragma, Vacuum, Call, Set, Load, Relation, Extension, LogicalPlan, Attach,
    Detach, Multi, CopyDatabase, UpdateExtensions, MergeInto,
}
