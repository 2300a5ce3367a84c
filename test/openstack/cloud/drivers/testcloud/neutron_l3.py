"""Neutron's own routers and floating IPs, with no agent."""
from neutron_lib import constants

from neutron.services.l3_router.l3_router_plugin import L3RouterPlugin


class AgentlessRouterPlugin(L3RouterPlugin):
    """Its floating IPs are ACTIVE as soon as they lead to a port, as an agent would report a moment later."""

    def create_floatingip(self, context, floatingip):
        return self._reported(context, super().create_floatingip(context, floatingip))

    def update_floatingip(self, context, id, floatingip):
        return self._reported(context, super().update_floatingip(context, id, floatingip))

    def _reported(self, context, made):
        status = constants.FLOATINGIP_STATUS_ACTIVE if made['port_id'] else constants.FLOATINGIP_STATUS_DOWN
        self.update_floatingip_status(context.elevated(), made['id'], status)
        return dict(made, status=status)
