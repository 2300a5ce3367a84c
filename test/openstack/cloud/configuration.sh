# Sourced by up.sh: writes the configuration of every service. What is not said here is as Debian and OpenStack have it.

DATABASE_PORT=13306
RABBIT="rabbit://guest:guest@127.0.0.1:5672/"
export SERVICE_PASSWORD=service-secret ADMIN_PASSWORD=admin-secret

database_url() { echo "mysql+pymysql://os:os@127.0.0.1:$DATABASE_PORT/$1?charset=utf8"; }

# database SECTION NAME
database() {
    cat <<END
[$1]
connection = $(database_url "$2")
max_pool_size = 4
max_overflow = 8
END
}

# How a service logs in to another one.
login_as() {
    cat <<END
auth_type = password
auth_url = http://127.0.0.1:5000/v3
username = $1
password = $SERVICE_PASSWORD
project_name = service
user_domain_name = Default
project_domain_name = Default
region_name = RegionOne
END
}

# How a service checks the tokens that its users bring.
tokens_checked_by() {
    cat <<END
[keystone_authtoken]
www_authenticate_uri = http://127.0.0.1:5000/v3
service_token_roles = service
service_token_roles_required = true
$(login_as "$1")
END
}

# A service that acts for a user sends a token of its own along, so that it may outlive the user's.
own_token_of() {
    cat <<END
[service_user]
send_service_user_token = true
$(login_as "$1")
END
}

messaging() {
    cat <<END
[oslo_messaging_rabbit]
rabbit_qos_prefetch_count = 0
heartbeat_in_pthread = false
[oslo_messaging_notifications]
driver = noop
[oslo_concurrency]
lock_path = $STATE/var/locks
END
}

write_rabbitmq() {
    cat > "$STATE/etc/rabbitmq.conf" <<END
listeners.tcp.default = 127.0.0.1:5672
disk_free_limit.absolute = 50MB
vm_memory_high_watermark.absolute = 1GB
log.file.level = warning
END
    echo '[].' > "$STATE/etc/rabbitmq-plugins"
}

write_keystone() {
    cat > "$STATE/etc/keystone.conf" <<END
[DEFAULT]
log_file = $STATE/log/keystone.log
$(database database keystone)
[token]
provider = fernet
expiration = 86400
[fernet_tokens]
key_repository = $STATE/var/fernet
[credential]
key_repository = $STATE/var/credential
[cache]
enabled = true
backend = dogpile.cache.memory
[identity]
password_hash_rounds = 4
[oslo_messaging_notifications]
driver = noop
END
}

write_placement() {
    cat > "$STATE/etc/placement.conf" <<END
[DEFAULT]
log_file = $STATE/log/placement.log
$(database placement_database placement)
$(tokens_checked_by placement)
END
}

write_glance() {
    cat > "$STATE/etc/glance.conf" <<END
[DEFAULT]
log_file = $STATE/log/glance.log
bind_host = 127.0.0.1
workers = 0
node_staging_uri = file://$STATE/var/tmp
$(database database glance)
[glance_store]
stores = file
default_store = file
filesystem_store_datadir = $STATE/var/images
[paste_deploy]
flavor = keystone
config_file = $SHARED_FILES/glance-common/glance-api-paste.ini
$(tokens_checked_by glance)
$(messaging)
END
}

write_neutron() {
    cat > "$STATE/etc/neutron.conf" <<END
[DEFAULT]
log_file = $STATE/log/neutron.log
state_path = $STATE/var/neutron
bind_host = 127.0.0.1
api_paste_config = $SHARED_FILES/neutron-common/api-paste.ini
core_plugin = ml2
service_plugins = testcloud.neutron_l3.AgentlessRouterPlugin
api_workers = 1
rpc_workers = 1
rpc_state_report_workers = 0
notify_nova_on_port_status_changes = false
notify_nova_on_port_data_changes = true
transport_url = $RABBIT
[ml2]
type_drivers = local,flat,vxlan
tenant_network_types = vxlan
mechanism_drivers = bindall
extension_drivers = port_security
[ml2_type_vxlan]
vni_ranges = 1:4000
[securitygroup]
enable_security_group = true
[quotas]
quota_network = -1
quota_subnet = -1
quota_port = -1
quota_security_group = -1
quota_security_group_rule = -1
[nova]
$(login_as neutron)
$(database database neutron)
$(tokens_checked_by neutron)
$(messaging)
END
}

# enable_force_upload: an image of a volume that a server uses, as the vendor's Block Storage allows it.
write_cinder() {
    cat > "$STATE/etc/cinder.conf" <<END
[DEFAULT]
log_file = $STATE/log/cinder.log
state_path = $STATE/var/cinder
my_ip = 127.0.0.1
host = testcloud
osapi_volume_listen = 127.0.0.1
osapi_volume_workers = 1
api_paste_config = $SHARED_FILES/cinder-common/api-paste.ini
glance_api_servers = http://127.0.0.1:9292
enabled_backends = records
default_volume_type = General HDD
allow_availability_zone_fallback = true
enable_force_upload = true
quota_volumes = -1
quota_snapshots = -1
quota_gigabytes = -1
per_volume_size_limit = -1
transport_url = $RABBIT
[records]
volume_driver = testcloud.cinder_driver.RecordOnlyDriver
volume_backend_name = records
$(database database cinder)
$(own_token_of cinder)
$(tokens_checked_by cinder)
$(messaging)
END
}

write_nova() {
    cat > "$STATE/etc/nova.conf" <<END
[DEFAULT]
log_dir = $STATE/log
state_path = $STATE/var/nova
my_ip = 127.0.0.1
host = testcloud-compute
compute_driver = testcloud.Driver
enabled_apis = osapi_compute
osapi_compute_listen = 127.0.0.1
osapi_compute_workers = 1
vif_plugging_is_fatal = false
vif_plugging_timeout = 0
allow_resize_to_same_host = true
resize_confirm_window = $WINDOW
sync_power_state_interval = -1
heal_instance_info_cache_interval = -1
periodic_fuzzy_delay = 0
transport_url = $RABBIT
[wsgi]
api_paste_config = $SHARED_FILES/nova-common/api-paste.ini
$(database api_database nova_api)
$(database database nova)
[quota]
instances = -1
cores = -1
ram = -1
key_pairs = -1
server_groups = -1
server_group_members = -1
[conductor]
workers = 1
[scheduler]
workers = 1
[vnc]
enabled = false
[glance]
api_servers = http://127.0.0.1:9292
[cinder]
catalog_info = volumev3:cinderv3:publicURL
os_region_name = RegionOne
[placement]
$(login_as placement)
[neutron]
$(login_as neutron)
$(own_token_of nova)
$(tokens_checked_by nova)
$(messaging)
END
}
