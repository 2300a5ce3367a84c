package main

import (
	"github.com/pulumi-nhncloud/pulumi-nhncloud/sdk/go/nhncloud/compute"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(quickstart)
}

// A keypair, two servers, a data volume on one of them and a security group on the other.
func quickstart(ctx *pulumi.Context) error {
	conf := config.New(ctx, "")
	imageID := pulumi.String(conf.Require("imageId"))

	keypair, err := compute.NewKeypair(ctx, "access", nil)
	if err != nil {
		return err
	}

	server := func(name string, more compute.ServerArgs) (*compute.Server, error) {
		more.ImageId = imageID
		more.FlavorId = pulumi.String(conf.Require("flavorId"))
		more.KeyName = keypair.ID()
		more.Networks = compute.NetworkArray{
			compute.NetworkArgs{Uuid: pulumi.String(conf.Require("networkId"))},
		}
		more.BlockDevices = compute.BlockDeviceArray{
			compute.BlockDeviceArgs{
				SourceType:          pulumi.String("image"),
				Uuid:                imageID,
				DestinationType:     pulumi.String("volume"),
				BootIndex:           pulumi.Int(0),
				VolumeSize:          pulumi.Int(20),
				DeleteOnTermination: pulumi.Bool(true),
			},
		}
		return compute.NewServer(ctx, name, &more)
	}
	web, err := server("web", compute.ServerArgs{
		SecurityGroups: pulumi.StringArray{pulumi.String("default")},
		UserData:       pulumi.String("#!/bin/sh\necho hello > /etc/motd\n"),
		Metadata:       pulumi.StringMap{"role": pulumi.String("web")},
	})
	if err != nil {
		return err
	}
	worker, err := server("worker", compute.ServerArgs{
		Metadata: pulumi.StringMap{"role": pulumi.String("worker")},
	})
	if err != nil {
		return err
	}

	data, err := compute.NewVolumeAttachment(ctx, "data", &compute.VolumeAttachmentArgs{
		ServerId: web.ID(),
		VolumeId: pulumi.String(conf.Require("volumeId")),
	})
	if err != nil {
		return err
	}
	if _, err := compute.NewSecurityGroupAssignment(ctx, "database", &compute.SecurityGroupAssignmentArgs{
		ServerId:      worker.ID(),
		SecurityGroup: pulumi.String(conf.Require("securityGroup")),
	}); err != nil {
		return err
	}

	ctx.Export("privateKey", keypair.PrivateKey)
	ctx.Export("webAddress", web.AccessIp)
	ctx.Export("workerAddress", worker.AccessIp)
	ctx.Export("dataDevice", data.Device)
	return nil
}
