import type { RegionRequest, Route } from "../http/router";
import * as availabilityZones from "./availabilityZones";
import { createServers } from "./createServer";
import * as flavors from "./flavors";
import * as imageProxy from "./imageProxy";
import * as interfaces from "./interfaces";
import * as keypairs from "./keypairs";
import * as metadata from "./metadata";
import * as quotas from "./quotas";
import * as securityGroups from "./securityGroups";
import { runAction } from "./serverActions";
import * as serverGroups from "./serverGroups";
import * as servers from "./servers";
import * as attachments from "./volumeAttachments";

const SERVER = "/servers/:id";
const VOLUMES = `${SERVER}/os-volume_attachments`;
const METADATA = `${SERVER}/metadata`;
const INTERFACES = `${SERVER}/os-interface`;

export const computeRoutes: Route<RegionRequest>[] = [
    { method: "GET", pattern: "/flavors", handle: flavors.listFlavors },
    { method: "GET", pattern: "/flavors/detail", handle: flavors.listFlavorsDetail },
    { method: "GET", pattern: "/flavors/:id", handle: flavors.getFlavor },
    { method: "GET", pattern: "/flavors/:id/os-extra_specs", handle: flavors.getExtraSpecs },
    { method: "GET", pattern: "/os-availability-zone", handle: availabilityZones.listAvailabilityZones },
    {
        method: "GET",
        pattern: "/os-availability-zone/detail",
        handle: availabilityZones.refuseAvailabilityZoneDetail,
    },
    { method: "GET", pattern: "/os-quota-sets/:id", handle: quotas.getQuotaSet },
    { method: "GET", pattern: "/os-quota-sets/:id/detail", handle: quotas.getQuotaSetDetail },
    { method: "GET", pattern: "/os-quota-sets/:id/defaults", handle: quotas.getQuotaSet },
    { method: "GET", pattern: "/limits", handle: quotas.getLimits },
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
    {
        method: "GET",
        pattern: `${SERVER}/os-security-groups`,
        handle: securityGroups.listServerSecurityGroups,
    },
    { method: "GET", pattern: "/os-security-groups", handle: securityGroups.listSecurityGroups },
    { method: "GET", pattern: "/os-security-groups/:id", handle: securityGroups.getSecurityGroup },

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

    { method: "GET", pattern: "/os-server-groups", handle: serverGroups.listServerGroups },
    { method: "POST", pattern: "/os-server-groups", handle: serverGroups.createServerGroup },
    { method: "GET", pattern: "/os-server-groups/:id", handle: serverGroups.getServerGroup },
    { method: "DELETE", pattern: "/os-server-groups/:id", handle: serverGroups.deleteServerGroup },

    { method: "GET", pattern: "/images", handle: imageProxy.listProxyImages },
    { method: "GET", pattern: "/images/detail", handle: imageProxy.listProxyImages },
    { method: "GET", pattern: "/images/:id", handle: imageProxy.getProxyImage },
];
