import type { RegionCall, Route } from "../http/router";
import { createServers } from "./createServer";
import * as flavors from "./flavors";
import * as images from "./imageProxy";
import * as interfaces from "./interfaces";
import * as keypairs from "./keypairs";
import * as metadata from "./metadata";
import { getQuotaSet, getQuotaSetDetail } from "./quotas";
import { runAction } from "./serverActions";
import * as groups from "./serverGroups";
import * as servers from "./servers";
import * as attachments from "./volumeAttachments";

const SERVER = "/servers/:id";
const VOLUMES = `${SERVER}/os-volume_attachments`;
const METADATA = `${SERVER}/metadata`;
const INTERFACES = `${SERVER}/os-interface`;

export const computeRoutes: Route<RegionCall>[] = [
    { method: "GET", pattern: "/flavors", handle: flavors.listFlavors },
    { method: "GET", pattern: "/flavors/detail", handle: flavors.listFlavorsDetail },
    { method: "GET", pattern: "/flavors/:id", handle: flavors.getFlavor },
    { method: "GET", pattern: "/flavors/:id/os-extra_specs", handle: flavors.getExtraSpecs },
    { method: "GET", pattern: "/os-availability-zone", handle: flavors.listZones },
    { method: "GET", pattern: "/os-availability-zone/detail", handle: flavors.refuseZonesDetail },
    { method: "GET", pattern: "/os-quota-sets/:id", handle: getQuotaSet },
    { method: "GET", pattern: "/os-quota-sets/:id/detail", handle: getQuotaSetDetail },
    { method: "GET", pattern: "/os-quota-sets/:id/defaults", handle: getQuotaSet },
    { method: "GET", pattern: "/limits", handle: flavors.getLimits },
    { method: "GET", pattern: "/extensions", handle: () => ({ status: 200, body: { extensions: [] } }) },

    { method: "GET", pattern: "/os-keypairs", handle: keypairs.listKeypairs },
    { method: "POST", pattern: "/os-keypairs", handle: keypairs.createKeypair },
    { method: "GET", pattern: "/os-keypairs/:name", handle: keypairs.getKeypair },
    { method: "DELETE", pattern: "/os-keypairs/:name", handle: keypairs.deleteKeypair },

    { method: "GET", pattern: "/servers", handle: servers.listServers },
    { method: "GET", pattern: "/servers/detail", handle: servers.listServersDetail },
    { method: "POST", pattern: "/servers", handle: createServers },
    { method: "GET", pattern: SERVER, handle: servers.getServer },
    { method: "PUT", pattern: SERVER, handle: servers.putServer },
    { method: "DELETE", pattern: SERVER, handle: servers.deleteServer },
    { method: "POST", pattern: `${SERVER}/action`, handle: runAction },
    { method: "GET", pattern: `${SERVER}/ips`, handle: servers.listAddresses },
    { method: "GET", pattern: `${SERVER}/os-security-groups`, handle: groups.listServerSecurityGroups },
    { method: "GET", pattern: "/os-security-groups", handle: groups.listSecurityGroups },
    { method: "GET", pattern: "/os-security-groups/:id", handle: groups.getSecurityGroup },

    { method: "GET", pattern: VOLUMES, handle: attachments.listAttachments },
    { method: "POST", pattern: VOLUMES, handle: attachments.createAttachment },
    { method: "GET", pattern: `${VOLUMES}/:volumeId`, handle: attachments.getAttachment },
    { method: "DELETE", pattern: `${VOLUMES}/:volumeId`, handle: attachments.deleteAttachment },

    { method: "GET", pattern: METADATA, handle: metadata.listMetadata },
    { method: "POST", pattern: METADATA, handle: metadata.mergeMetadata },
    { method: "PUT", pattern: METADATA, handle: metadata.replaceMetadata },
    { method: "GET", pattern: `${METADATA}/:key`, handle: metadata.getMetadataItem },
    { method: "PUT", pattern: `${METADATA}/:key`, handle: metadata.putMetadataItem },
    { method: "DELETE", pattern: `${METADATA}/:key`, handle: metadata.deleteMetadataItem },

    { method: "GET", pattern: INTERFACES, handle: interfaces.listInterfaces },
    { method: "POST", pattern: INTERFACES, handle: interfaces.attachInterface },
    { method: "GET", pattern: `${INTERFACES}/:portId`, handle: interfaces.getInterface },
    { method: "DELETE", pattern: `${INTERFACES}/:portId`, handle: interfaces.detachInterface },

    { method: "GET", pattern: "/os-server-groups", handle: groups.listServerGroups },
    { method: "POST", pattern: "/os-server-groups", handle: groups.createServerGroup },
    { method: "GET", pattern: "/os-server-groups/:id", handle: groups.getServerGroup },
    { method: "DELETE", pattern: "/os-server-groups/:id", handle: groups.deleteServerGroup },

    { method: "GET", pattern: "/images", handle: images.listProxyImages },
    { method: "GET", pattern: "/images/detail", handle: images.listProxyImages },
    { method: "GET", pattern: "/images/:id", handle: images.getProxyImage },
];
