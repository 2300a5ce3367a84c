terraform {
  required_providers {
    openstack = {
      source = "terraform-provider-openstack/openstack"
    }
  }
}

variable "name" {}
variable "flavor" {}
variable "image" {}
variable "network" {}
variable "key_pair" {}
variable "token" {
  sensitive = true
}

resource "openstack_compute_instance_v2" "this" {
  name              = "worker-${var.name}"
  flavor_id         = var.flavor
  key_pair          = var.key_pair
  availability_zone = "kr-pub-a"
  power_state       = var.name == "blue" ? "active" : "shutoff"
  metadata          = { token = var.token }
  config_drive      = true

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

  block_device {
    source_type           = "blank"
    destination_type      = "volume"
    boot_index            = -1
    volume_size           = 50
    volume_type           = "General HDD"
    delete_on_termination = false
  }
}
