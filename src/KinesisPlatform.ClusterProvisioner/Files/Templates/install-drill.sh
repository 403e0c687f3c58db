#!/bin/bash
# Bootstrap action, on every instance: installs Apache Drill from a tarball in S3 and has systemd run a Drillbit as soon as the primary instance's ZooKeeper answers.
#   install-drill.sh TARBALL SHA256 OVERRIDE STORAGE CORE_SITE HEAP_GIB DIRECT_GIB REGION
# OVERRIDE, STORAGE and CORE_SITE are drill-override.conf, storage-plugins-override.conf and core-site.xml in S3; @PRIMARY@ in them stands for the primary instance.
set -euo pipefail

readonly tarball=$1 sha256=$2 override=$3 storage=$4 core_site=$5 heap=$6 direct=$7 region=$8
readonly home=/opt/drill

fail() {
  echo "kinesis-platform: $*" >&2
  exit 1
}

fetch() {
  local attempt
  for attempt in 1 2 3 4 5; do
    if aws s3 cp --region "$region" --only-show-errors "$1" "$2"; then return 0; fi
    sleep $((attempt * 5))
  done
  fail "$1 cannot be read: look whether it is there, and give the instance profile s3:GetObject on it"
}

primary=$(sed -nE 's/.*"masterPrivateDnsName"[[:space:]]*:[[:space:]]*"([^"]+)".*/\1/p' /mnt/var/lib/info/job-flow.json)
[[ $primary =~ ^[A-Za-z0-9.-]+$ ]] || fail "the primary instance's name is not in /mnt/var/lib/info/job-flow.json"

work=$(mktemp -d -p /mnt)
trap 'rm -rf "$work"' EXIT

fetch "$tarball" "$work/drill.tar.gz"
echo "$sha256  $work/drill.tar.gz" | sha256sum --check --quiet || fail "$tarball is not the file whose SHA-256 is $sha256: nothing of it is installed"

id drill > /dev/null 2>&1 || sudo useradd --system --home-dir "$home" --shell /sbin/nologin drill
sudo install -d -m 0755 -o drill -g drill "$home" /var/log/drill
sudo tar -xzf "$work/drill.tar.gz" -C "$home" --strip-components=1 --no-same-owner
[[ -x $home/bin/drillbit.sh ]] || fail "$tarball has no bin/drillbit.sh: take Apache Drill's binary release"

for file in "$override drill-override.conf" "$storage storage-plugins-override.conf" "$core_site core-site.xml"; do
  fetch "${file% *}" "$work/file"
  sed "s/@PRIMARY@/$primary/g" "$work/file" | sudo install -m 0644 /dev/stdin "$home/conf/${file##* }"
done

sudo tee "$home/conf/drill-env.sh" > /dev/null <<ENV
export DRILL_HEAP="${heap}G"
export DRILL_MAX_DIRECT_MEMORY="${direct}G"
export DRILL_LOG_DIR=/var/log/drill
export DRILL_PID_DIR=/var/log/drill
ENV

# Hive's tables over live streams are read by EMR's Kinesis connector, which EMR installs after the bootstrap actions.
sudo install -m 0755 /dev/stdin /usr/local/bin/kinesis-platform-await-drill <<'SCRIPT'
#!/bin/bash
# Waits for ZooKeeper and for EMR's Kinesis connector, 20 minutes at most; systemd tries again after that.
set -uo pipefail
readonly primary=$1
for _ in $(seq 240); do
  if (exec 3<> "/dev/tcp/$primary/2181") 2> /dev/null && compgen -G '/usr/share/aws/emr/kinesis/lib/*.jar' > /dev/null; then
    ln -sf /usr/share/aws/emr/kinesis/lib/*.jar /opt/drill/jars/3rdparty/
    exit 0
  fi
  sleep 5
done
echo 'kinesis-platform: ZooKeeper or the Kinesis connector is not there' >&2
exit 1
SCRIPT

sudo tee /etc/systemd/system/drillbit.service > /dev/null <<UNIT
[Unit]
Description=Apache Drill
After=network-online.target

[Service]
User=drill
TimeoutStartSec=1500
ExecStartPre=+/usr/local/bin/kinesis-platform-await-drill $primary
ExecStart=$home/bin/drillbit.sh run
Restart=always
RestartSec=15
LimitNOFILE=65536

[Install]
WantedBy=multi-user.target
UNIT

sudo chown -R drill:drill "$home"
sudo systemctl daemon-reload
# Not waited for: EMR starts ZooKeeper when the bootstrap actions are over.
sudo systemctl enable drillbit.service
sudo systemctl start --no-block drillbit.service
echo "kinesis-platform: Drill is installed and starts when ZooKeeper on $primary answers"
