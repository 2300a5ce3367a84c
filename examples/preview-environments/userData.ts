const ROOT = "/srv/www";

/** A script for the first boot of an Ubuntu server: it serves the page from then on, and mounts the data volume. */
export function userDataFor({ page, port }: { page: string; port: number }): string {
    return `#!/bin/sh
set -eu
mkdir -p ${ROOT} /srv/data
cat > ${ROOT}/index.html <<'END_OF_PAGE'
${page.trimEnd()}
END_OF_PAGE

cat > /etc/systemd/system/page.service <<'END_OF_UNIT'
[Unit]
After=network.target
[Service]
ExecStart=/usr/bin/python3 -m http.server ${port} --directory ${ROOT}
Restart=always
[Install]
WantedBy=multi-user.target
END_OF_UNIT

# The volume is attached a little after the first boot, and keeps what an earlier server wrote to it.
cat > /etc/systemd/system/data.service <<'END_OF_UNIT'
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'until [ -b /dev/vdb ]; do sleep 1; done; blkid /dev/vdb || mkfs.ext4 -q /dev/vdb; mount /dev/vdb /srv/data'
[Install]
WantedBy=multi-user.target
END_OF_UNIT

systemctl daemon-reload
systemctl enable --now page.service
systemctl enable --now --no-block data.service
`;
}
