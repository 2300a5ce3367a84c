"""Runs the Python quickstart through the plugin, without a language host, and prints what the engine did."""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../examples/quickstart-python"))

from pulumi import automation as auto  # noqa: E402
from quickstart import quickstart  # noqa: E402

config = json.loads(os.environ["QUICKSTART_CONFIG"])
settings = auto.ProjectSettings(
    name="quickstart-python", runtime="python", backend=auto.ProjectBackend(os.environ["PULUMI_BACKEND_URL"])
)
stack = auto.create_or_select_stack(
    stack_name="test",
    project_name="quickstart-python",
    program=quickstart,
    opts=auto.LocalWorkspaceOptions(project_settings=settings),
)
for key, value in config.items():
    stack.set_config(key, auto.ConfigValue(value))
up = stack.up()
preview = stack.preview()
down = stack.destroy()
print(
    json.dumps(
        {
            "up": up.summary.resource_changes,
            "outputs": {key: [output.value, output.secret] for key, output in up.outputs.items()},
            "preview": {str(getattr(op, "value", op)): n for op, n in preview.change_summary.items()},
            "down": down.summary.resource_changes,
        }
    )
)
