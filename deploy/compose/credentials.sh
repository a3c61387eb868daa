#!/bin/sh
# Makes a password for each of Redis' users, once, and gives it to nobody but Redis (as a digest) and the service it is for: each has
# a volume of its own. The users' rights are written anew each time, so that those of a new version hold when Redis starts next.
set -eu
umask 022

# The password in a service's file of settings, which is made where there is none.
password() {
  file=/credentials/$1/redis.properties
  if [ ! -s "$file" ]; then
    made=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
    printf 'REDIS_URL=redis://%s:%s@redis:6379\n' "$1" "$made" >"$file.next"
    mv "$file.next" "$file"
  fi
  sed -n 's#^REDIS_URL=redis://[a-z]*:\([0-9a-f]*\)@.*#\1#p' "$file"
}

# As deploy/redis/users.acl has it: >password, or #digest.
digest() {
  printf '%s' "$1" | sha256sum | cut -d ' ' -f 1
}

executor=$(digest "$(password executor)")
gateway=$(digest "$(password gateway)")
{
  sed -e "s/>@EXECUTOR_PASSWORD@/#$executor/" -e "s/>@GATEWAY_PASSWORD@/#$gateway/" /etc/flowcast/users.acl
  # For the health check; whoever reaches Redis may be it.
  echo 'user health on nopass resetkeys resetchannels -@all +ping'
} >/credentials/redis/users.acl.next
mv /credentials/redis/users.acl.next /credentials/redis/users.acl
echo 'Redis has users for the services.'
