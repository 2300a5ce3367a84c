"""Runs the program of this directory as Pulumi's language host for Python does, which comes only with Pulumi's releases."""

import asyncio
import os
import runpy
import sys

from pulumi.runtime import reset_options, run_in_stack

sys.path.insert(0, os.getcwd())
environment = os.environ
reset_options(
    organization=environment["PULUMI_ORGANIZATION"],
    project=environment["PULUMI_PROJECT"],
    stack=environment["PULUMI_STACK"],
    monitor_address=environment["PULUMI_MONITOR"],
    engine_address=environment["PULUMI_ENGINE"],
    preview=environment["PULUMI_DRY_RUN"] == "true",
    parallel=int(environment["PULUMI_PARALLEL"]),
)
program = run_in_stack(lambda: runpy.run_path("__main__.py", run_name="__main__"))
asyncio.new_event_loop().run_until_complete(program)
