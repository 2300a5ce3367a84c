import type { ServerRecord } from "../cloud/records";
import type { Region } from "../cloud/region";
import { portsOf } from "../compute/interfaces";
import { floatingIpsOf } from "../network/floatingIps";

/** Where a server's guest listens: those of its addresses that are on this machine. */
export function guestAddressesOf(region: Region, server: ServerRecord): string[] {
    return portsOf(region, server)
        .flatMap((port) => [port, ...floatingIpsOf(region, port)].map(({ address }) => address))
        .filter((address) => address.startsWith("127."));
}
