"""Runs commands of the openstack client, one list of words a line, in one process: to start it takes two seconds."""

import contextlib
import io
import json
import sys

from openstackclient.shell import OpenStackShell

for line in sys.stdin:
    output, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
        try:
            code = OpenStackShell().run(json.loads(line))
        except SystemExit as end:
            code = end.code
    print(json.dumps({"code": code, "output": output.getvalue(), "errors": errors.getvalue()}), flush=True)
