#!/bin/bash
# Bootstrap action: tells EMR once a minute that the cluster is busy while its engine runs queries. EMR sees YARN's work only, and would end a cluster for being idle under them
# (EMR Management Guide, "Using an auto-termination policy": /emr/metricscollector/isbusy).
#   install-idle-guard.sh trino|drill
set -euo pipefail

readonly engine=$1

grep -Eq '"isMaster"[[:space:]]*:[[:space:]]*true' /mnt/var/lib/info/instance.json || exit 0

sudo install -m 0755 /dev/stdin /usr/local/bin/kinesis-platform-busy <<'SCRIPT'
#!/bin/bash
# Touches EMR's mark when the engine has queries that run or wait.
set -uo pipefail

readonly mark=/emr/metricscollector/isbusy

queries() {
  case "$1" in
    trino)
      curl -fsS --max-time 10 -H 'X-Trino-User: kinesis-platform' "http://$(hostname -f):8889/v1/query?state=RUNNING"
      curl -fsS --max-time 10 -H 'X-Trino-User: kinesis-platform' "http://$(hostname -f):8889/v1/query?state=QUEUED"
      ;;
    drill) curl -fsS --max-time 10 http://localhost:8047/profiles.json | tr -d '[:space:]' | grep -Eo '"runningQueries":\[\{.{0,20}' ;;
  esac
}

if queries "$1" 2> /dev/null | grep -Eq '"query_?[iI]d"|"runningQueries":\[\{'; then touch "$mark"; fi
SCRIPT

sudo tee /etc/systemd/system/kinesis-platform-busy.service > /dev/null <<UNIT
[Unit]
Description=Tell EMR that $engine is busy

[Service]
Type=oneshot
ExecStart=/usr/local/bin/kinesis-platform-busy $engine
UNIT

sudo tee /etc/systemd/system/kinesis-platform-busy.timer > /dev/null <<'UNIT'
[Unit]
Description=Tell EMR once a minute whether queries run

[Timer]
OnBootSec=2min
OnUnitActiveSec=1min

[Install]
WantedBy=timers.target
UNIT

sudo systemctl daemon-reload
sudo systemctl enable --now kinesis-platform-busy.timer
