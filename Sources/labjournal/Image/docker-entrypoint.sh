#!/usr/bin/env bash
# The entry point of an image that `labjournal image` builds. It keeps the contract of the official postgres image, as
# https://hub.docker.com/_/postgres describes it.
set -Eeuo pipefail

say() { printf '%s\n' "$@"; }

refuse() {
	say "$@" >&2
	exit 1
}

# VARIABLE, or the content of the file that VARIABLE_FILE names; exported only when there is a value.
settle() {
	local name="$1" file_name="$1_FILE" value
	if [ -n "${!name:-}" ] && [ -n "${!file_name:-}" ]; then
		refuse "error: both $name and $file_name are set (but are exclusive)"
	fi
	value="${!name:-${2:-}}"
	if [ -n "${!file_name:-}" ]; then value="$(<"${!file_name}")"; fi
	unset "$file_name"
	export "$name=$value"
}

# Whether the arguments ask the server for something that needs no data.
only_asks() {
	local argument
	for argument in "$@"; do
		case "$argument" in
		-\? | --help | -V | --version | --describe-config) return 0 ;;
		esac
	done
	return 1
}

prepare_directories() {
	mkdir -p "$PGDATA" /var/run/postgresql
	chmod 00700 "$PGDATA" || :
	chmod 03775 /var/run/postgresql || :
	if [ "$(id -u)" -eq 0 ]; then
		find "$PGDATA" \! -user postgres -exec chown postgres '{}' +
		find /var/run/postgresql \! -user postgres -exec chown postgres '{}' +
	fi
}

require_password() {
	if [ -z "$POSTGRES_PASSWORD" ] && [ "$POSTGRES_HOST_AUTH_METHOD" != trust ]; then
		refuse 'Error: Database is uninitialized and superuser password is not specified.' \
			'       You must specify POSTGRES_PASSWORD to a non-empty value for the' \
			'       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".' '' \
			'       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all' \
			'       connections without a password. This is *not* recommended.'
	fi
	if [ "$POSTGRES_HOST_AUTH_METHOD" = trust ]; then
		say 'WARNING: POSTGRES_HOST_AUTH_METHOD is "trust": whoever reaches the port is let in without a password.' >&2
	fi
}

# The options are the server's. initdb takes its further arguments as a shell would, quotes included.
initialise() {
	local arguments=()
	eval "arguments=($POSTGRES_INITDB_ARGS)"
	if [ -n "${POSTGRES_INITDB_WALDIR:-}" ]; then arguments+=(--waldir "$POSTGRES_INITDB_WALDIR"); fi
	initdb --username="$POSTGRES_USER" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") "${arguments[@]}"
	local method="$POSTGRES_HOST_AUTH_METHOD"
	[ -n "$method" ] || method="$(postgres -C password_encryption "$@")"
	printf '\nhost all all all %s\n' "$method" >>"$PGDATA/pg_hba.conf"
}

# The server of the first start answers on its socket only, so that nobody takes it for the one that stays.
start_aside() {
	pg_ctl -D "$PGDATA" -o "$(printf '%q ' "$@" -c listen_addresses= -p "${PGPORT:-5432}")" -w start
}

stop_aside() { pg_ctl -D "$PGDATA" -m fast -w stop; }

# Called by the scripts of /docker-entrypoint-initdb.d too, as in the official image.
docker_process_sql() {
	local database=(--dbname "$POSTGRES_DB")
	PGHOST='' PGHOSTADDR='' psql -v ON_ERROR_STOP=1 --no-psqlrc --no-password \
		--username "$POSTGRES_USER" "${database[@]}" "$@"
}

create_database() {
	local known
	known="$(POSTGRES_DB=postgres docker_process_sql --set db="$POSTGRES_DB" --tuples-only \
		<<<"SELECT 1 FROM pg_database WHERE datname = :'db';")"
	if [ -z "$known" ]; then
		POSTGRES_DB=postgres docker_process_sql --set db="$POSTGRES_DB" <<<'CREATE DATABASE :"db";'
		say ''
	fi
}

process_files() {
	local file
	say ''
	for file in "$@"; do
		case "$file" in
		*.sh)
			if [ -x "$file" ]; then
				say "$0: running $file"
				"$file"
			else
				say "$0: sourcing $file"
				# shellcheck disable=SC1090
				. "$file"
			fi
			;;
		*.sql) say "$0: running $file"; docker_process_sql --file "$file"; say '' ;;
		*.sql.gz) say "$0: running $file"; gunzip -c "$file" | docker_process_sql; say '' ;;
		*) say "$0: ignoring $file" ;;
		esac
		say ''
	done
}

# Scripts that may not be read are found out before there is a database that would be taken for a finished one.
find_init_files() {
	if [ -d /docker-entrypoint-initdb.d ]; then ls /docker-entrypoint-initdb.d >/dev/null; fi
	shopt -s nullglob
	init_files=(/docker-entrypoint-initdb.d/*)
	shopt -u nullglob
}

first_start() {
	require_password
	find_init_files
	shift
	initialise "$@"
	export PGPASSWORD="$POSTGRES_PASSWORD"
	start_aside "$@"
	create_database
	process_files "${init_files[@]}"
	stop_aside
	unset PGPASSWORD
	say '' 'PostgreSQL init process complete; ready for start up.' ''
}

main() {
	if [ "${1:0:1}" = - ]; then set -- postgres "$@"; fi
	if [ "${1:-}" = postgres ] && ! only_asks "$@"; then
		settle POSTGRES_PASSWORD
		settle POSTGRES_USER postgres
		settle POSTGRES_DB "$POSTGRES_USER"
		settle POSTGRES_INITDB_ARGS
		settle POSTGRES_HOST_AUTH_METHOD
		prepare_directories
		if [ "$(id -u)" -eq 0 ]; then
			exec setpriv --reuid=postgres --regid=postgres --init-groups "$BASH_SOURCE" "$@"
		fi
		if [ -s "$PGDATA/PG_VERSION" ]; then
			say '' 'PostgreSQL Database directory appears to contain a database; Skipping initialization' ''
		else
			first_start "$@"
		fi
	fi
	exec "$@"
}

if [ "$BASH_SOURCE" = "$0" ]; then main "${@:-postgres}"; fi
