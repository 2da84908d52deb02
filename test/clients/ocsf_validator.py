"""Validates events of the Open Cybersecurity Schema Framework (OCSF).

Reads one event a line from stdin. The arguments are versions of the schema: first that of the events, then others. Each event must also
be valid under the others, with only the version number changed. Prints a JSON object: {"events": their number, "problems": a list of at
most 20 texts}.
"""

import json
import sys

from jsonschema import Draft202012Validator
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

MOST = 20


class Version:
    def __init__(self, number):
        self.number = number
        self.schema = get_ocsf_schema(version=number)
        self.validators = {}

    def problems(self, event):
        event["metadata"]["version"] = self.number
        name = OcsfJsonSchemaEmbedded(self.schema).lookup_class_name_from_uid(event["class_uid"])
        profiles = tuple(event["metadata"]["profiles"])
        if (name, profiles) not in self.validators:
            schema = OcsfJsonSchemaEmbedded(self.schema).get_class_schema(class_name=name, profiles=list(profiles))
            self.validators[name, profiles] = Draft202012Validator(schema)
        for error in self.validators[name, profiles].iter_errors(event):
            yield f"{self.number} {error.json_path}: {error.message[:200]}"
        yield from self.captions(event, self.schema["classes"][name]["attributes"], "$")

    def captions(self, value, attributes, path):
        """Each number has a caption in its sibling attribute. OCSF requires the right caption, but JSON Schema cannot express that."""
        for key, member in value.items():
            attribute = attributes.get(key, {})
            sibling, known = attribute.get("sibling"), attribute.get("enum", {}).get(str(member))
            if sibling in value and known and member != 99 and value[sibling] != known["caption"]:
                yield f"{self.number} {path}.{key}: {member} is {known['caption']}, not {value[sibling]}"
            kind = attribute.get("object_type")
            if isinstance(member, dict) and kind in self.schema["objects"]:
                yield from self.captions(member, self.schema["objects"][kind]["attributes"], f"{path}.{key}")


versions = [Version(number) for number in sys.argv[1:]]
events, problems = 0, []
for line in sys.stdin.buffer.read().decode().split("\n")[:-1]:
    events += 1
    event = json.loads(line)
    if event["metadata"]["version"] != versions[0].number:
        problems.append(f"event {events} is of version {event['metadata']['version']}")
    for version in versions:
        problems += [f"event {events}: {problem}" for problem in version.problems(event)]
json.dump({"events": events, "problems": problems[:MOST]}, sys.stdout)
