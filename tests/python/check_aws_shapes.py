"""Holds requests and answers of a JSON service against AWS' own service model, as botocore has it.

Argument: botocore's name of the service, such as emr, and a file with one JSON document per line: {"operation", "direction": "input" | "output", "body"}.
Output: one line for each thing that is wrong; nothing when nothing is.
"""
import json
import sys

import botocore.session

service = botocore.session.Session().get_service_model(sys.argv[1])


def check(shape, value, path):
    kind = shape.type_name
    if kind == "structure":
        if not isinstance(value, dict):
            return [f"{path} is no structure"]
        found = [f"{path}.{name} is missing" for name in shape.required_members if name not in value]
        for name, member in value.items():
            if name not in shape.members:
                found.append(f"{path}.{name} is not in the model")
            elif member is not None:
                found += check(shape.members[name], member, f"{path}.{name}")
        return found
    if kind == "list":
        if not isinstance(value, list):
            return [f"{path} is no list"]
        return [problem for i, item in enumerate(value) for problem in check(shape.member, item, f"{path}[{i}]")]
    if kind == "map":
        if not isinstance(value, dict):
            return [f"{path} is no map"]
        return [problem for key, item in value.items() for problem in check(shape.value, item, f"{path}.{key}")]
    if kind == "string":
        if not isinstance(value, str):
            return [f"{path} is no text"]
        return [f"{path} is {value!r}, none of {shape.enum}"] if shape.enum and value not in shape.enum else []
    if kind == "boolean":
        return [] if isinstance(value, bool) else [f"{path} is neither true nor false"]
    if kind in ("integer", "long"):
        return [] if isinstance(value, int) and not isinstance(value, bool) else [f"{path} is no whole number"]
    if kind in ("timestamp", "double", "float"):
        return [] if isinstance(value, (int, float)) and not isinstance(value, bool) else [f"{path} is no number"]
    return [f"{path} has a type that is not expected: {kind}"]


for line in open(sys.argv[2], encoding="utf-8"):
    document = json.loads(line)
    operation = service.operation_model(document["operation"])
    shape = operation.input_shape if document["direction"] == "input" else operation.output_shape
    path = f"{document['operation']} {document['direction']}"
    if shape is None:
        problems = [] if not document["body"] else [f"{path} has no members"]
    else:
        problems = check(shape, document["body"], path)
    for problem in problems:
        print(problem)
