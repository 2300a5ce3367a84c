"""Starts nova-compute with nova.virt.testcloud.Driver made known to Nova.

Driver is Nova's own fake.FakeDriver, plus an upload of a few bytes on createImage, for FakeDriver itself leaves the
image "queued" for ever.
"""
import sys
import types

from nova.cmd import compute  # first of all: it makes the standard library cooperative

import io

from nova.compute import manager
from nova.image import glance
from nova.virt import fake


class Driver(fake.FakeDriver):
    def snapshot(self, context, instance, image_id, update_task_state):
        super().snapshot(context, instance, image_id, update_task_state)
        glance.API().update(
            context, image_id,
            {'status': 'active', 'disk_format': 'raw', 'container_format': 'bare', 'properties': {}},
            io.BytesIO(b'snapshot of ' + instance.uuid.encode()),
            purge_props=False)


module = types.ModuleType('nova.virt.testcloud')
module.Driver = Driver
sys.modules['nova.virt.testcloud'] = module

# Nova looks for unconfirmed resizes once a minute, and no option changes that.
manager.ComputeManager._periodic_spacing['_poll_unconfirmed_resizes'] = 2
