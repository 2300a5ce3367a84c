import pulumi
import pulumi_nhncloud as nhncloud


def quickstart() -> None:
    """A keypair, two servers, a data volume on one of them and a security group on the other."""
    config = pulumi.Config()
    image_id = config.require("imageId")
    flavor_id = config.require("flavorId")

    keypair = nhncloud.Keypair("access")

    networks = [nhncloud.NetworkArgs(uuid=config.require("networkId"))]
    disks = [
        nhncloud.BlockDeviceArgs(
            source_type="image",
            uuid=image_id,
            destination_type="volume",
            boot_index=0,
            volume_size=20,
            delete_on_termination=True,
        )
    ]
    web = nhncloud.Server(
        "web",
        image_id=image_id,
        flavor_id=flavor_id,
        key_name=keypair.id,
        networks=networks,
        block_devices=disks,
        security_groups=["default"],
        user_data="#!/bin/sh\necho hello > /etc/motd\n",
        metadata={"role": "web"},
    )
    worker = nhncloud.Server(
        "worker",
        image_id=image_id,
        flavor_id=flavor_id,
        key_name=keypair.id,
        networks=networks,
        block_devices=disks,
        metadata={"role": "worker"},
    )

    data = nhncloud.VolumeAttachment("data", server_id=web.id, volume_id=config.require("volumeId"))
    nhncloud.SecurityGroupAssignment(
        "database", server_id=worker.id, security_group=config.require("securityGroup")
    )

    pulumi.export("privateKey", keypair.private_key)
    pulumi.export("webAddress", web.access_ip)
    pulumi.export("workerAddress", worker.access_ip)
    pulumi.export("dataDevice", data.device)
