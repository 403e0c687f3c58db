#!/bin/bash
# Bootstrap action, on every instance, before Trino is installed: makes the gateway's Iceberg REST catalog a catalog of Trino.
#   install-trino-catalog.sh CATALOG PROPERTIES TOKEN_FROM REGION
# PROPERTIES is the catalog's file in S3, without the gateway's key. The key comes from TOKEN_FROM by the instance's role and goes into one file that Trino's group may read,
# and nowhere else: not into an argument of a process, not into a log.
set -euo pipefail
set +x
umask 077

readonly catalog=$1 properties=$2 token_from=$3 region=$4
readonly folder=/etc/trino/conf/catalog

fail() {
  echo "kinesis-platform: $*" >&2
  exit 1
}

# A role's permissions, and S3, may answer a new instance late.
try() {
  local attempt
  for attempt in 1 2 3 4 5; do
    if "$@"; then return 0; fi
    echo "kinesis-platform: attempt $attempt of '$1 $2' failed" >&2
    sleep $((attempt * 5))
  done
  return 1
}

read_token() {
  case "$token_from" in
    ssm:*) try aws ssm get-parameter --region "$region" --name "${token_from#ssm:}" --with-decryption --query Parameter.Value --output text ;;
    secretsmanager:*) try aws secretsmanager get-secret-value --region "$region" --secret-id "${token_from#secretsmanager:}" --query SecretString --output text ;;
    s3://*) try aws s3 cp --region "$region" --only-show-errors "$token_from" - ;;
    *) fail "the gateway's key cannot be read from '$token_from'" ;;
  esac
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

try aws s3 cp --region "$region" --only-show-errors "$properties" "$work/catalog.properties" || fail "$properties cannot be read: give the instance profile s3:GetObject on it"

token=
if [[ $token_from != none ]]; then
  token=$(read_token) || fail "the gateway's key cannot be read from $token_from: give the instance profile the right to (GET /clusters/policies)"
  [[ $token =~ ^kp_[A-Za-z0-9_-]+$ ]] || fail "$token_from does not hold an API key of the gateway (kp_...)"
fi

# The package makes the group only where there is none.
getent group trino > /dev/null || sudo groupadd --system trino
sudo install -d -m 0755 "$folder"
{
  cat "$work/catalog.properties"
  # A builtin: no process shows the key.
  if [[ -n $token ]]; then printf 'iceberg.rest-catalog.oauth2.token=%s\n' "$token"; fi
} | sudo install -m 0640 -o root -g trino /dev/stdin "$folder/$catalog.properties"
echo "kinesis-platform: $folder/$catalog.properties is written"
