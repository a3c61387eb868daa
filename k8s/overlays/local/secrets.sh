#!/bin/sh
# Makes what the local overlay needs and no repository has: passwords, Redis' users with them, and the addresses of Redis. What is
# there already stays, so that a Redis which keeps its data goes on.
set -eu
cd "$(dirname "$0")"
[ -f secrets/users.acl ] && exit 0

password() {
  od -An -N24 -tx1 /dev/urandom | tr -d ' \n'
}

umask 077
mkdir -p secrets
executor=$(password)
gateway=$(password)
printf 'redis://executor:%s@flowcast-redis:6379' "$executor" >secrets/executor-url
printf 'redis://gateway:%s@flowcast-redis:6379' "$gateway" >secrets/gateway-url
# Last: it says that all is there.
sed -e "s/@EXECUTOR_PASSWORD@/$executor/" -e "s/@GATEWAY_PASSWORD@/$gateway/" ../../../deploy/redis/users.acl >secrets/users.acl
