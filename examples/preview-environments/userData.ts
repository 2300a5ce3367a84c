const ROOT = "/srv/www";

/** A script for the first boot of an Ubuntu server: it serves the page from then on, and mounts the data volume. */
export function userDataFor({ page, port }: { page: string; port: number }): string {
    return `#!/bin/sh
set -eu
mkdir -p ${ROOT} /srv/data
cat > ${ROOT}/index.html <<'END_OF_PAGE'
${page.trimEnd()}
END_OF_PAGE
printf '%s\\n' '[Service]' 'ExecStart=/usr/bin/python3 -m http.server ${port} --directory ${ROOT}' 'Restart=always' \\
    '[Install]' 'WantedBy=multi-user.target' > /etc/systemd/system/page.service

# The volume is attached a little after the first boot, and keeps what an earlier server wrote to it.
cat > /usr/local/sbin/mount-data <<'END_OF_SCRIPT'
#!/bin/sh
until [ -b /dev/vdb ]; do sleep 1; done
blkid /dev/vdb || mkfs.ext4 -q /dev/vdb
mountpoint -q /srv/data || mount /dev/vdb /srv/data
END_OF_SCRIPT
chmod +x /usr/local/sbin/mount-data
printf '%s\\n' '[Service]' 'Type=oneshot' 'ExecStart=/usr/local/sbin/mount-data' 'TimeoutStartSec=infinity' \\
    '[Install]' 'WantedBy=multi-user.target' > /etc/systemd/system/data.service

systemctl daemon-reload
systemctl enable --now page.service
systemctl enable --now --no-block data.service
`;
}
