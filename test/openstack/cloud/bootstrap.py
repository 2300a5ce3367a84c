#!/usr/bin/python3
"""What up.sh makes over the services' APIs.

bootstrap.py accounts        the services' users, two projects with one user each, and the catalogue
bootstrap.py wait            until Nova's own services have found each other
bootstrap.py resources FILE  types, images, networks and groups; FILE gets what clients need to know
"""
import json
import os
import sys
import time

import requests

KEYSTONE = 'http://127.0.0.1:5000/v3'
NOVA = 'http://127.0.0.1:8774/v2.1'
GLANCE = 'http://127.0.0.1:9292/v2'
NEUTRON = 'http://127.0.0.1:9696/v2.0'
CINDER = 'http://127.0.0.1:8776/v3'
ZONE = 'kr-pub-a'
USER, OTHER_USER, PASSWORD = 'developer', 'stranger', 'test-cloud-password'
session = requests.Session()
session.trust_env = False


def login(user, password, project):
    answer = session.post(KEYSTONE + '/auth/tokens', json={'auth': {
        'identity': {'methods': ['password'], 'password': {'user': {
            'name': user, 'domain': {'id': 'default'}, 'password': password}}},
        'scope': {'project': {'name': project, 'domain': {'id': 'default'}}}}})
    assert answer.status_code == 201, answer.text
    return answer.headers['X-Subject-Token'], answer.json()['token']['project']['id']


def login_as_admin():
    return login('admin', os.environ['ADMIN_PASSWORD'], 'admin')


def call(token, method, url, body=None, data=None):
    headers = {'X-Auth-Token': token, **({'Content-Type': 'application/octet-stream'} if data else {})}
    answer = session.request(method, url, json=body, data=data, headers=headers)
    if not answer.ok:
        raise SystemExit('%s %s: %s %s' % (method, url, answer.status_code, answer.text))
    return answer.json() if answer.content and 'json' in answer.headers.get('Content-Type', '') else None


def ensure(token, base, collection, key, body, match=('name',)):
    """The member of the collection that matches, or a new one."""
    for member in call(token, 'GET', '%s/%s' % (base, collection))[key + 's']:
        if all(member.get(name) == body[name] for name in match):
            return member
    # Glance alone puts nothing around what it takes and gives.
    if collection == 'images':
        return call(token, 'POST', '%s/%s' % (base, collection), body)
    return call(token, 'POST', '%s/%s' % (base, collection), {key: body})[key]


def accounts():
    token, _ = login_as_admin()
    roles = {name: ensure(token, KEYSTONE, 'roles', 'role', {'name': name})['id']
             for name in ('admin', 'member', 'service')}

    def account(project, users):
        project_id = ensure(token, KEYSTONE, 'projects', 'project', {'name': project, 'domain_id': 'default'})['id']
        for name, password, granted in users:
            user_id = ensure(token, KEYSTONE, 'users', 'user', {
                'name': name, 'domain_id': 'default', 'password': password, 'default_project_id': project_id})['id']
            for role in granted:
                call(token, 'PUT', '%s/projects/%s/users/%s/roles/%s' % (KEYSTONE, project_id, user_id, roles[role]))

    services = ('nova', 'placement', 'glance', 'neutron', 'cinder')
    account('service', [(name, os.environ['SERVICE_PASSWORD'], ('admin', 'service')) for name in services])
    account(USER, [(USER, PASSWORD, ('member',))])
    account(OTHER_USER, [(OTHER_USER, PASSWORD, ('member',))])
    for name, kind, url in (('nova', 'compute', NOVA),
                            ('placement', 'placement', 'http://127.0.0.1:8778'),
                            ('glance', 'image', 'http://127.0.0.1:9292'),
                            ('neutron', 'network', 'http://127.0.0.1:9696'),
                            ('cinderv3', 'volumev3', CINDER + '/$(project_id)s')):
        service = ensure(token, KEYSTONE, 'services', 'service', {'name': name, 'type': kind}, match=('type',))['id']
        for interface in ('public', 'internal', 'admin'):
            ensure(token, KEYSTONE, 'endpoints', 'endpoint', {
                'service_id': service, 'interface': interface, 'region_id': 'RegionOne', 'url': url},
                match=('service_id', 'interface'))


def wait():
    token, _ = login_as_admin()
    for _ in range(240):
        answer = session.get(NOVA + '/os-services', headers={'X-Auth-Token': token})
        services = answer.json()['services'] if answer.ok else []
        up = {service['binary'] for service in services if service['state'] == 'up'}
        if {'nova-compute', 'nova-scheduler', 'nova-conductor'} <= up:
            return
        time.sleep(0.5)
    raise SystemExit('Nova does not find its services: %s %s' % (answer.status_code, answer.text))


FLAVORS = (  # id, name, MB of memory, GB of disk, processors
    ('1', 'm1.tiny', 512, 1, 1), ('2', 'm1.small', 2048, 20, 1), ('3', 'm1.medium', 4096, 40, 2),
    ('99', 'm1.toobig', 100000000, 20, 1),  # no host holds it: a server ends in ERROR
    # They boot from a volume only, as NHN Cloud's m2.
    ('0f1c6a10-0000-4000-8000-000000000012', 'm2.c1m2', 2048, 0, 1),
    ('0f1c6a10-0000-4000-8000-000000000024', 'm2.c2m4', 4096, 0, 2),
    # With a local disk, as NHN Cloud's u2.
    ('0f1c6a10-0000-4000-8000-000000000211', 'u2.c1m1', 1024, 20, 1),
    ('0f1c6a10-0000-4000-8000-000000000222', 'u2.c2m2', 2048, 20, 2))


def image(token, name):
    made = ensure(token, GLANCE, 'images', 'image', {
        'name': name, 'visibility': 'public', 'disk_format': 'raw', 'container_format': 'bare', 'min_disk': 20,
        'os_type': 'linux'})
    if made['status'] == 'queued':
        call(token, 'PUT', '%s/images/%s/file' % (GLANCE, made['id']), data=b'\0' * 65536)
    return made['id']


def network(token, name, cidr):
    made = ensure(token, NEUTRON, 'networks', 'network', {'name': name})['id']
    subnet = ensure(token, NEUTRON, 'subnets', 'subnet', {
        'name': name + ' subnet', 'network_id': made, 'ip_version': 4, 'cidr': cidr, 'enable_dhcp': False})['id']
    return made, subnet


def way_out(admin, token, subnet_id):
    """An external network, and a router between it and the subnet."""
    outside = ensure(admin, NEUTRON, 'networks', 'network', {'name': 'public_network', 'router:external': True})['id']
    ensure(admin, NEUTRON, 'subnets', 'subnet', {
        'name': 'public subnet', 'network_id': outside, 'ip_version': 4, 'cidr': '203.0.113.0/24',
        'enable_dhcp': False})
    router = ensure(token, NEUTRON, 'routers', 'router', {
        'name': 'router', 'external_gateway_info': {'network_id': outside}})['id']
    if not call(token, 'GET', '%s/ports?device_id=%s' % (NEUTRON, router))['ports']:
        call(token, 'PUT', '%s/routers/%s/add_router_interface' % (NEUTRON, router), {'subnet_id': subnet_id})


def resources():
    admin, admin_project = login_as_admin()
    for flavor, name, ram, disk, vcpus in FLAVORS:
        ensure(admin, NOVA, 'flavors', 'flavor', {'id': flavor, 'name': name, 'ram': ram, 'disk': disk, 'vcpus': vcpus})
    zone = ensure(admin, NOVA, 'os-aggregates', 'aggregate', {'name': ZONE, 'availability_zone': ZONE})
    if 'testcloud-compute' not in zone.get('hosts', []):
        call(admin, 'POST', '%s/os-aggregates/%s/action' % (NOVA, zone['id']),
             {'add_host': {'host': 'testcloud-compute'}})
    for name in ('General HDD', 'General SSD'):
        ensure(admin, '%s/%s' % (CINDER, admin_project), 'types', 'volume_type', {
            'name': name, 'extra_specs': {'volume_backend_name': 'records'}})
    image_id = image(admin, 'Test Linux')

    token, project_id = login(USER, PASSWORD, USER)
    _, other_project_id = login(OTHER_USER, PASSWORD, OTHER_USER)
    network_id, subnet_id = network(token, 'vpc1', '10.99.0.0/16')
    other_network_id, _ = network(token, 'vpc2', '10.98.0.0/16')
    way_out(admin, token, subnet_id)
    for name in ('web', 'db'):
        ensure(token, NEUTRON, 'security-groups', 'security_group', {'name': name, 'description': name + ' group'})
    flavors = {name: flavor for flavor, name, *_ in FLAVORS}
    return {
        'authUrl': KEYSTONE, 'username': USER, 'password': PASSWORD, 'projectId': project_id, 'projectName': USER,
        'region': 'RegionOne', 'otherProjectId': other_project_id, 'zone': ZONE, 'image': image_id,
        'network': network_id, 'subnet': subnet_id, 'otherNetwork': other_network_id,
        'flavors': flavors}


def write(values, path):
    with open(path + '.new', 'w') as file:
        json.dump(values, file, indent=4)
    os.rename(path + '.new', path)


if sys.argv[1] == 'resources':
    write(resources(), sys.argv[2])
else:
    {'accounts': accounts, 'wait': wait}[sys.argv[1]]()
