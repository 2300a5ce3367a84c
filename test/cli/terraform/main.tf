# Applied to the local cloud with Terraform 1.11.4 and terraform-provider-openstack 3.4.0, with its image, flavors and network, and
# the token "do-not-print", and another server as the database; then "Create Instance Image" of the builder, terraform import of that
# image, and terraform apply -refresh-only. In the recorded terraform.tfstate, only the private key and a path are replaced.

terraform {
  required_providers {
    openstack = {
      source = "terraform-provider-openstack/openstack"
    }
  }
}

variable "image" {}
variable "flavor" {}
variable "local_flavor" {}
variable "network" {}
variable "database" {}
variable "token" {
  sensitive = true
}

resource "openstack_compute_keypair_v2" "access" {
  name = "access"
}

resource "openstack_compute_servergroup_v2" "apart" {
  name     = "apart"
  policies = ["anti-affinity"]
}

resource "openstack_compute_instance_v2" "web" {
  count           = 2
  name            = "web-${count.index}"
  flavor_id       = var.flavor
  key_pair        = openstack_compute_keypair_v2.access.name
  security_groups = ["default", "web"]
  user_data       = "#!/bin/sh\necho hello\n"
  metadata        = { role = "web" }

  network {
    uuid = var.network
  }

  block_device {
    uuid                  = var.image
    source_type           = "image"
    destination_type      = "volume"
    boot_index            = 0
    volume_size           = 20
    delete_on_termination = true
  }

  scheduler_hints {
    group = openstack_compute_servergroup_v2.apart.id
  }

  timeouts {
    create = "1h"
  }

  lifecycle {
    ignore_changes = [security_groups] # what the associations add
  }
}

resource "openstack_blockstorage_volume_v3" "data" {
  name              = "data"
  description       = "what the shop \"sells\""
  size              = 10
  volume_type       = "General SSD"
  availability_zone = "kr-pub-a"
}

resource "openstack_compute_volume_attach_v2" "data" {
  instance_id = openstack_compute_instance_v2.web[0].id
  volume_id   = openstack_blockstorage_volume_v3.data.id
}

data "openstack_networking_port_v2" "web" {
  count      = 2
  device_id  = openstack_compute_instance_v2.web[count.index].id
  network_id = var.network
}

resource "openstack_networking_floatingip_v2" "public" {
  pool = "public_network"
}

resource "openstack_networking_floatingip_associate_v2" "public" {
  floating_ip = openstack_networking_floatingip_v2.public.address
  port_id     = data.openstack_networking_port_v2.web[0].id
}

resource "openstack_networking_floatingip_v2" "reserved" {
  pool = "public_network"
}

resource "openstack_networking_secgroup_v2" "shop" {
  name = "shop"
}

data "openstack_networking_secgroup_v2" "db" {
  name = "db"
}

resource "openstack_networking_port_secgroup_associate_v2" "shop" {
  port_id            = data.openstack_networking_port_v2.web[0].id
  security_group_ids = [openstack_networking_secgroup_v2.shop.id]
}

resource "openstack_networking_port_secgroup_associate_v2" "only_shop" {
  port_id            = data.openstack_networking_port_v2.web[1].id
  security_group_ids = [openstack_networking_secgroup_v2.shop.id]
  enforce            = true
}

data "openstack_compute_instance_v2" "database" {
  id = var.database
}

data "openstack_networking_port_v2" "database" {
  device_id = data.openstack_compute_instance_v2.database.id
}

resource "openstack_networking_port_secgroup_associate_v2" "database" {
  port_id            = data.openstack_networking_port_v2.database.id
  security_group_ids = [openstack_networking_secgroup_v2.shop.id, data.openstack_networking_secgroup_v2.db.id]
}

resource "openstack_compute_instance_v2" "builder" {
  name      = "builder"
  flavor_id = var.local_flavor
  image_id  = var.image
  key_pair  = openstack_compute_keypair_v2.access.name

  network {
    uuid = var.network
  }
}

resource "openstack_images_image_v2" "golden" {
  name             = "golden"
  container_format = "bare"
  disk_format      = "qcow2"
  min_disk_gb      = 20
}

module "workers" {
  source   = "./worker"
  for_each = toset(["blue", "kr-green"])
  name     = each.key
  flavor   = var.flavor
  image    = var.image
  network  = var.network
  key_pair = openstack_compute_keypair_v2.access.name
  token    = var.token
}
