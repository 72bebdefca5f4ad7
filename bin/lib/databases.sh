# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 The sfprov authors
#
# Private PostgreSQL and MariaDB servers below $work, on free ports of 127.0.0.1. Neither syncs to disk.
#   start_databases   sets and exports SFPROV_TEST_{PGSQL,MYSQL}_{DSN,USER,PASSWORD}; a DSN that is set already is kept
#   stop_databases    ends those that were started here

database_pids=()

start_databases() {
	local status=0
	if [ -z "${SFPROV_TEST_PGSQL_DSN:-}" ]; then start_database postgres PGSQL || status=1; fi
	if [ -z "${SFPROV_TEST_MYSQL_DSN:-}" ]; then start_database mariadb MYSQL || status=1; fi
	return "$status"
}

stop_databases() {
	local pid
	# SIGQUIT ends PostgreSQL at once, SIGKILL MariaDB: nobody needs their data any more.
	for pid in "${database_pids[@]}"; do
		kill -QUIT "$pid" 2>/dev/null || true
	done
	for pid in "${database_pids[@]}"; do
		wait_for 5 process_has_ended "$pid" || kill -KILL "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
	database_pids=()
}

# start_database postgres|mariadb VARIABLE: another process can take the port between its choice and its use, so try again.
start_database() {
	local kind=$1 variable=$2 folder=$work/$1 port password
	password=$("$php" -n -r 'echo bin2hex(random_bytes(16));')
	mkdir -p "$folder"
	"prepare_$kind" "$folder" "$password" >"$folder.log" 2>&1 </dev/null || {
		cat "$folder.log"
		printf '%s: its data folder could not be made\n' "$kind"
		return 1
	}
	for _ in 1 2 3; do
		port=$("$php" -n -r 'echo parse_url("tcp://" . stream_socket_get_name(stream_socket_server("tcp://127.0.0.1:0"), false), PHP_URL_PORT);')
		"run_$kind" "$folder" "$port" >>"$folder.log" 2>&1 </dev/null &
		database_pids+=($!)
		if wait_for 30 "${kind}_answers" "$!" "$port" "$password"; then
			export "SFPROV_TEST_${variable}_DSN=$(dsn_of "$kind" "$port")" "SFPROV_TEST_${variable}_USER=sfprov" \
				"SFPROV_TEST_${variable}_PASSWORD=$password"
			return 0
		fi
		kill -KILL "$!" 2>/dev/null || true
	done
	tail -n 40 "$folder.log"
	printf '%s did not start\n' "$kind"
	return 1
}

dsn_of() {
	case $1 in
		postgres) printf 'pgsql:host=127.0.0.1;port=%d;dbname=postgres' "$2" ;;
		mariadb) printf 'mysql:host=127.0.0.1;port=%d;charset=utf8mb4' "$2" ;;
	esac
}

# Both servers refuse to run as root.
as_server_user() {
	if [ "$(id -u)" -ne 0 ]; then
		exec "$@"
	fi
	exec setpriv --reuid="$server_user" --regid="$(id -g "$server_user")" --clear-groups "$@"
}

choose_server_user() {
	server_user=$(id -un)
	if [ "$(id -u)" -eq 0 ]; then
		server_user=nobody
		if id "$1" >/dev/null 2>&1; then server_user=$1; fi
		chown -R "$server_user" "$2"
	fi
}

postgres_program() {
	local folder
	# Debian keeps each version in a folder of its own, out of PATH; the newest is the last one.
	folder=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
	if [ -x "$folder/$1" ]; then printf '%s' "$folder/$1"; else command -v "$1"; fi
}

prepare_postgres() (
	choose_server_user postgres "$1"
	printf '%s\n' "$2" >"$1/password"
	chmod 644 "$1/password"
	as_server_user "$(postgres_program initdb)" -D "$1/data" -U sfprov -A scram-sha-256 --pwfile="$1/password" \
		-E UTF8 --locale=C --no-sync
)

run_postgres() {
	choose_server_user postgres "$1"
	as_server_user "$(postgres_program postgres)" -D "$1/data" -k "$1" -p "$2" -c listen_addresses=127.0.0.1 \
		-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 -c shared_buffers=32MB
}

postgres_answers() {
	kill -0 "$1" 2>/dev/null && connects "$(dsn_of postgres "$2")" "$3"
}

prepare_mariadb() (
	choose_server_user mysql "$1"
	printf "CREATE USER sfprov@'127.0.0.1' IDENTIFIED BY '%s';\nGRANT ALL ON *.* TO sfprov@'127.0.0.1';\n" "$2" >"$1/init.sql"
	chmod 644 "$1/init.sql"
	as_server_user mariadb-install-db --no-defaults --datadir="$1/data" --auth-root-authentication-method=normal \
		--skip-test-db --skip-name-resolve --innodb-log-file-size=16M --innodb-flush-method=nosync
)

run_mariadb() {
	choose_server_user mysql "$1"
	as_server_user "$(command -v mariadbd || echo /usr/sbin/mariadbd)" --no-defaults --datadir="$1/data" --socket="$1/socket" \
		--pid-file="$1/pid" --port="$2" --bind-address=127.0.0.1 --skip-name-resolve --init-file="$1/init.sql" \
		--innodb-flush-method=nosync --innodb-flush-log-at-trx-commit=0 --innodb-buffer-pool-size=64M \
		--innodb-log-file-size=16M --sync-binlog=0 --max-connections=300
}

mariadb_answers() {
	kill -0 "$1" 2>/dev/null && connects "$(dsn_of mariadb "$2")" "$3"
}

connects() {
	# shellcheck disable=SC2016 # the variables are PHP's
	SFPROV_PASSWORD=$2 "$php" -r 'new PDO($argv[1], "sfprov", getenv("SFPROV_PASSWORD"));' -- "$1" >/dev/null 2>&1
}

process_has_ended() {
	! kill -0 "$1" 2>/dev/null
}

# wait_for SECONDS COMMAND...: until the command succeeds
wait_for() {
	local tries=$(($1 * 10))
	shift
	while ! "$@"; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.1
	done
}
