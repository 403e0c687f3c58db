"""Finds and reads a stream as BI tools built on SQLAlchemy do (Superset, Redash, pandas), and prints what it found as JSON.

Usage: reflect_streams.py PORT TABLE
"""
import datetime
import decimal
import json
import sys

import sqlalchemy as sa

port, table = sys.argv[1:]
engine = sa.create_engine(f"postgresql+psycopg2://me:none@127.0.0.1:{port}/kinesis")
with engine.connect() as connection:
    inspector = sa.inspect(engine)
    streams = sa.Table(table, sa.MetaData(), autoload_with=engine)
    since = datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)
    rows = connection.execute(sa.select(streams.c.partition_key, streams.c.data, streams.c.json).where(streams.c.partition_key == "key3", streams.c.arrived_at > since)).fetchall()
    values = connection.execute(sa.text("select :a, :b, :c, :d, :e"), {"a": 1, "b": "x'\\", "c": decimal.Decimal("1.50"), "d": None, "e": [1, 2]}).one()
    cursor = connection.execution_options(stream_results=True, max_row_buffer=100).execute(sa.text("select x from range(1000) t(x)"))
    print(json.dumps({
        "schemas": inspector.get_schema_names(),
        "tables": inspector.get_table_names(),
        "views": inspector.get_view_names(),
        "exists": [inspector.has_table(table), inspector.has_table("nothing")],
        "columns": {column["name"]: [str(column["type"]), column["nullable"]] for column in inspector.get_columns(table)},
        "keys": [inspector.get_pk_constraint(table)["constrained_columns"], inspector.get_foreign_keys(table), inspector.get_indexes(table),
                 inspector.get_unique_constraints(table), inspector.get_check_constraints(table)],
        "rows": [[row[0], bytes(row[1]).decode(), row[2]] for row in rows],
        "values": [str(value) for value in values],
        "streamed": sum(row[0] for row in cursor),
    }))
