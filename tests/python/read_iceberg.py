"""Reads every version of an Iceberg table as a planner does, with Apache Avro's own library, and checks the specification's rules on the way.

Arguments: a folder that holds a bucket's objects. Output: one JSON document.
"""
import glob
import json
import logging
import os
import struct
import sys
from urllib.parse import urlparse

from avro.datafile import DataFileReader
from avro.io import DatumReader

EXISTING, ADDED, DELETED = 0, 1, 2
folder = sys.argv[1]
problems = []
offsets = {}
# The library does not know Iceberg's logical type of maps, and says so for each.
logging.disable(logging.WARNING)


def path_of(url):
    return os.path.join(folder, urlparse(url).path.lstrip("/"))


def read_avro(path):
    with DataFileReader(open(path, "rb"), DatumReader()) as reader:
        meta = {key: value.decode() for key, value in reader.meta.items() if key != "avro.schema"}
        return meta, json.loads(reader.meta["avro.schema"]), list(reader)


def check(condition, where, what):
    if not condition:
        problems.append(f"{where}: {what}")


def read_manifest(manifest, where):
    meta, schema, entries = read_avro(path_of(manifest["manifest_path"]))
    where = f"{where} {os.path.basename(manifest['manifest_path'])}"
    check(os.path.getsize(path_of(manifest["manifest_path"])) == manifest["manifest_length"], where, "manifest_length")
    check(meta["format-version"] == "2" and meta["content"] == "data" and int(meta["partition-spec-id"]) == manifest["partition_spec_id"], where, "metadata")
    ids = set(field_ids(json.loads(meta["schema"])))
    for status, name in ((ADDED, "added"), (EXISTING, "existing"), (DELETED, "deleted")):
        chosen = [entry["data_file"]["record_count"] for entry in entries if entry["status"] == status]
        check(len(chosen) == manifest[f"{name}_files_count"] and sum(chosen) == manifest[f"{name}_rows_count"], where, f"{name} counts")
    lower, upper = (struct.unpack("<i", manifest["partitions"][0][side])[0] for side in ("lower_bound", "upper_bound"))
    live = []
    for entry in entries:
        file = entry["data_file"]
        if entry["status"] == ADDED:
            check(entry["file_sequence_number"] is None, where, "an added file's file sequence number is inherited")
            check(entry["snapshot_id"] == manifest["added_snapshot_id"], where, "an added file's snapshot")
        else:
            check(entry["sequence_number"] is not None and entry["file_sequence_number"] is not None, where, "sequence numbers of an existing or deleted file")
        sequence = entry["sequence_number"] if entry["sequence_number"] is not None else manifest["sequence_number"]
        file_sequence = entry["file_sequence_number"] if entry["file_sequence_number"] is not None else manifest["sequence_number"]
        check(sequence <= file_sequence <= manifest["sequence_number"], where, "order of sequence numbers")
        check(lower <= file["partition"]["arrived_at_hour"] <= upper, where, "partition summary")
        check(file["content"] == 0 and file["file_format"] == "PARQUET", where, "content and format")
        check(file["split_offsets"] is None or sorted(file["split_offsets"]) == file["split_offsets"], where, "split offsets")
        for name in ("column_sizes", "value_counts", "null_value_counts", "lower_bounds", "upper_bounds"):
            check({pair["key"] for pair in file[name]} <= ids, where, f"{name} of columns that the schema lacks")
        if entry["status"] != DELETED:
            check(sequence >= manifest["min_sequence_number"], where, "min_sequence_number")
            offsets[os.path.basename(file["file_path"])] = file["split_offsets"]
            live.append((sequence, file["file_path"], file["record_count"], file["file_size_in_bytes"]))
        elif entry["snapshot_id"] != manifest["added_snapshot_id"]:
            problems.append(f"{where}: a file deleted by an earlier snapshot is told of again")
    return live


def field_ids(node):
    for field in node.get("fields", []):
        yield field["id"]
        if isinstance(field["type"], dict):
            yield from field_ids(field["type"])
    if "element-id" in node:
        yield node["element-id"]
        if isinstance(node["element"], dict):
            yield from field_ids(node["element"])


def read_version(path):
    where = os.path.basename(path)
    metadata = json.load(open(path, encoding="utf-8"))
    schemas = {schema["schema-id"]: schema for schema in metadata["schemas"]}
    check(metadata["current-schema-id"] in schemas, where, "current schema")
    check(max(max(field_ids(schema)) for schema in schemas.values()) <= metadata["last-column-id"], where, "last-column-id")
    check(len(schemas) == len(metadata["schemas"]), where, "schema ids are unique")
    snapshots = {snapshot["snapshot-id"]: snapshot for snapshot in metadata["snapshots"]}
    check({entry["snapshot-id"] for entry in metadata["snapshot-log"]} <= set(snapshots), where, "snapshot log")
    check({reference["snapshot-id"] for reference in metadata["refs"].values()} <= set(snapshots), where, "refs")
    check(metadata["default-sort-order-id"] in {order["order-id"] for order in metadata["sort-orders"]}, where, "sort order")
    check(metadata.get("current-snapshot-id") is None or metadata["refs"]["main"]["snapshot-id"] == metadata["current-snapshot-id"], where, "branch main")
    read = []
    for snapshot in snapshots.values():
        check(snapshot["sequence-number"] <= metadata["last-sequence-number"] and snapshot["schema-id"] in schemas, where, "snapshot")
        meta, _, manifests = read_avro(path_of(snapshot["manifest-list"]))
        check(int(meta["snapshot-id"]) == snapshot["snapshot-id"] and int(meta["sequence-number"]) == snapshot["sequence-number"], where, "manifest list's metadata")
        files = [file for manifest in manifests for file in read_manifest(manifest, where)]
        check(len({path for _, path, _, _ in files}) == len(files), where, "a file is in a snapshot twice")
        totals = tuple(int(snapshot["summary"][f"total-{name}"]) for name in ("data-files", "records", "files-size"))
        check(totals == (len(files), sum(rows for _, _, rows, _ in files), sum(size for _, _, _, size in files)), where, f"totals of {snapshot['summary']['operation']}")
        for _, file, _, size in files:
            check(os.path.getsize(path_of(file)) == size, where, "file_size_in_bytes")
        read.append({"id": str(snapshot["snapshot-id"]), "operation": snapshot["summary"]["operation"], "rows": sum(rows for _, _, rows, _ in files)})
    return {"file": where, "current": str(metadata.get("current-snapshot-id")), "snapshots": read}


only = sys.argv[2] if len(sys.argv) > 2 else "*-*-*-*-*.metadata.json"
versions = [read_version(path) for path in sorted(glob.glob(os.path.join(folder, "**", "metadata", only), recursive=True))]
avro = {os.path.basename(path): len(read_avro(path)[2]) for path in glob.glob(os.path.join(folder, "**", "*.avro"), recursive=True)}
json.dump({"versions": versions, "avro": avro, "offsets": offsets, "problems": problems}, sys.stdout)
