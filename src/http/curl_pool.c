/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "http/curl_pool.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/platform.h"
#include "crypto/digest.h"
#include "crypto/tls.h"

#include <string.h>

typedef struct idle_handle {
	struct idle_handle *next;
	CURL *handle;
	curl_socket_t socket; /* of its connection, asked for in time: some versions of libcurl forget it in curl_easy_reset() */
	unsigned char key[SFPROV_POOL_KEY_SIZE];
	int64_t since_ms;
} idle_handle;

#define LANES 2

typedef struct idle_lane {
	sfprov_http_lane *lane; /* NULL: none */
	unsigned char key[SFPROV_POOL_KEY_SIZE];
	int64_t since_ms;
} idle_lane;

struct sfprov_http_pool {
	idle_handle *idle; /* the one used last comes first */
	idle_lane lanes[LANES];
	int max_idle;
	int64_t max_age_ms;
	int64_t process; /* that the idle handles belong to */
	sfprov_curl_traits traits;
};

static sfprov_curl_traits find_traits(void)
{
	const curl_version_info_data *version = curl_version_info(CURLVERSION_NOW);

	return (sfprov_curl_traits){.gzip = (version->features & CURL_VERSION_LIBZ) != 0,
		.reads_ahead = version->version_num >= 0x080f00 && version->ssl_version != NULL && sfprov_tls_is_ours(version->ssl_version)};
}

sfprov_http_pool *sfprov_http_pool_new(int max_idle, int max_age)
{
	sfprov_http_pool *pool = sfprov_alloc(1, sizeof(*pool));

	if (pool != NULL) {
		pool->max_idle = max_idle;
		pool->max_age_ms = (int64_t) max_age * 1000;
		pool->process = sfprov_platform_process_id();
		pool->traits = find_traits();
	}
	return pool;
}

sfprov_curl_traits sfprov_http_pool_traits(const sfprov_http_pool *pool)
{
	return pool == NULL ? find_traits() : pool->traits;
}

/* curl_easy_cleanup() would say goodbye on a connection that the parent is still using. Closing our descriptor tells the peer nothing while the
 * parent holds its own; the rest of the handle is lost on purpose, once per fork. */
static void leave_alone(curl_socket_t socket)
{
	if (socket != CURL_SOCKET_BAD) {
		sfprov_platform_close_socket((intptr_t) socket);
	}
}

static curl_socket_t socket_of(CURL *handle)
{
	curl_socket_t socket = CURL_SOCKET_BAD;

	return curl_easy_getinfo(handle, CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK ? socket : CURL_SOCKET_BAD;
}

static void close_lane(idle_lane *entry)
{
	sfprov_http_lane_free(entry->lane);
	entry->lane = NULL;
}

static void close_all(sfprov_http_pool *pool)
{
	bool ours = pool->process == sfprov_platform_process_id();
	size_t i;

	for (i = 0; i < LANES; i++) {
		close_lane(&pool->lanes[i]);
	}

	while (pool->idle != NULL) {
		idle_handle *entry = pool->idle;

		pool->idle = entry->next;
		if (ours) {
			curl_easy_cleanup(entry->handle);
		} else {
			leave_alone(entry->socket);
		}
		sfprov_free(entry);
	}
	pool->process = sfprov_platform_process_id();
}

void sfprov_http_pool_free(sfprov_http_pool *pool)
{
	if (pool != NULL) {
		close_all(pool);
		sfprov_free(pool);
	}
}

static void unlink_and_close(idle_handle **link)
{
	idle_handle *entry = *link;

	*link = entry->next;
	curl_easy_cleanup(entry->handle);
	sfprov_free(entry);
}

/* Closes what is too old, and the oldest of what is too many. */
static void prune(sfprov_http_pool *pool, int64_t now_ms)
{
	idle_handle **link = &pool->idle;
	int kept = 0;
	size_t i;

	for (i = 0; i < LANES; i++) {
		if (now_ms - pool->lanes[i].since_ms > pool->max_age_ms) {
			close_lane(&pool->lanes[i]);
		}
	}
	while (*link != NULL) {
		if (kept >= pool->max_idle || now_ms - (*link)->since_ms > pool->max_age_ms) {
			unlink_and_close(link);
		} else {
			kept++;
			link = &(*link)->next;
		}
	}
}

CURL *sfprov_http_pool_take(sfprov_http_pool *pool, const unsigned char key[SFPROV_POOL_KEY_SIZE], int64_t now_ms, bool *spoilt)
{
	idle_handle **link;

	if (spoilt != NULL) {
		*spoilt = false;
	}
	if (pool == NULL) {
		return curl_easy_init();
	}
	if (pool->process != sfprov_platform_process_id()) {
		close_all(pool);
	}
	prune(pool, now_ms);
	for (link = &pool->idle; *link != NULL; link = &(*link)->next) {
		if (memcmp((*link)->key, key, SFPROV_POOL_KEY_SIZE) == 0) {
			idle_handle *entry = *link;
			CURL *handle = entry->handle;

			/* An idle connection has nothing to say. */
			if (spoilt != NULL) {
				*spoilt = entry->socket != CURL_SOCKET_BAD && sfprov_platform_socket_readable((intptr_t) entry->socket);
			}
			*link = entry->next;
			sfprov_free(entry);
			return handle;
		}
	}
	return curl_easy_init();
}

void sfprov_http_pool_give(sfprov_http_pool *pool, const unsigned char key[SFPROV_POOL_KEY_SIZE], CURL *handle, int64_t process, bool reusable, int64_t now_ms)
{
	idle_handle *entry = NULL;

	if (process != sfprov_platform_process_id()) {
		leave_alone(socket_of(handle));
		return;
	}
	if (pool != NULL && pool->process != process) {
		close_all(pool);
	}
	if (pool != NULL && reusable && pool->max_idle > 0) {
		entry = sfprov_alloc(1, sizeof(*entry));
	}
	if (entry == NULL) {
		curl_easy_cleanup(handle);
		return;
	}
	entry->socket = socket_of(handle);
	/* Connections, TLS sessions and names stay; options, and with them all that belonged to the request, go. */
	curl_easy_reset(handle);
	entry->handle = handle;
	entry->since_ms = now_ms;
	memcpy(entry->key, key, SFPROV_POOL_KEY_SIZE);
	entry->next = pool->idle;
	pool->idle = entry;
	prune(pool, now_ms);
}

sfprov_http_lane *sfprov_http_pool_take_lane(sfprov_http_pool *pool, const unsigned char key[SFPROV_POOL_KEY_SIZE], int64_t now_ms)
{
	size_t i;

	if (pool == NULL) {
		return sfprov_http_lane_new();
	}
	if (pool->process != sfprov_platform_process_id()) {
		close_all(pool);
	}
	prune(pool, now_ms);
	for (i = 0; i < LANES; i++) {
		sfprov_http_lane *lane = pool->lanes[i].lane;

		if (lane != NULL && memcmp(pool->lanes[i].key, key, SFPROV_POOL_KEY_SIZE) == 0) {
			pool->lanes[i].lane = NULL;
			return lane;
		}
	}
	return sfprov_http_lane_new();
}

void sfprov_http_pool_give_lane(sfprov_http_pool *pool, const unsigned char key[SFPROV_POOL_KEY_SIZE], sfprov_http_lane *lane, bool reusable, int64_t now_ms)
{
	idle_lane *place;
	size_t i;

	if (pool == NULL || !reusable || pool->max_idle == 0 || lane->process != sfprov_platform_process_id()) {
		sfprov_http_lane_free(lane);
		return;
	}
	if (pool->process != lane->process) {
		close_all(pool);
	}
	place = &pool->lanes[0];
	for (i = 1; i < LANES && place->lane != NULL; i++) {
		if (pool->lanes[i].lane == NULL || pool->lanes[i].since_ms < place->since_ms) {
			place = &pool->lanes[i];
		}
	}
	close_lane(place);
	place->lane = lane;
	place->since_ms = now_ms;
	memcpy(place->key, key, SFPROV_POOL_KEY_SIZE);
	prune(pool, now_ms);
}

int sfprov_http_pool_max_age(const sfprov_http_pool *pool)
{
	return pool == NULL ? 0 : (int) (pool->max_age_ms / 1000);
}

int sfprov_http_pool_idle(const sfprov_http_pool *pool)
{
	const idle_handle *entry;
	int number = 0;

	for (entry = pool->process == sfprov_platform_process_id() ? pool->idle : NULL; entry != NULL; entry = entry->next) {
		number++;
	}
	return number;
}

/* Each part with its length, so that two neighbours cannot pass for one another. */
static void add_part(sfprov_buffer *parts, const void *bytes, size_t length)
{
	sfprov_buffer_append(parts, (const char *) &length, sizeof(length));
	sfprov_buffer_append(parts, bytes, length);
}

static void add_text(sfprov_buffer *parts, const char *text)
{
	/* NULL and "" mean the same in the settings. */
	add_part(parts, text == NULL ? "" : text, text == NULL ? 0 : strlen(text));
}

/* The path, and what tells that the file was replaced. */
static void add_file(sfprov_buffer *parts, const char *path)
{
	int64_t state[2] = {0, 0};
	sfprov_platform_file file;

	if (path != NULL && sfprov_platform_look_at(path, &file)) {
		state[0] = file.modified;
		state[1] = file.size;
	}
	add_text(parts, path);
	add_part(parts, state, sizeof(state));
}

static void add_authority(sfprov_buffer *parts, const char *authority, size_t length)
{
	size_t i;

	sfprov_buffer_append(parts, (const char *) &length, sizeof(length));
	for (i = 0; i < length; i++) {
		sfprov_buffer_append_char(parts, authority[i] >= 'A' && authority[i] <= 'Z' ? (char) (authority[i] - 'A' + 'a') : authority[i]);
	}
}

sfprov_status sfprov_http_pool_key(
	const char *authority, size_t authority_length, const sfprov_http_settings *settings, unsigned char key[SFPROV_POOL_KEY_SIZE], sfprov_error *error)
{
	sfprov_buffer parts;
	bool good;

	/* Secret: the proxy may name a password. */
	sfprov_buffer_init_secret(&parts, 0);
	add_authority(&parts, authority, authority_length);
	add_text(&parts, settings->proxy);
	add_file(&parts, settings->cainfo);
	add_file(&parts, settings->client_certificate);
	add_file(&parts, settings->client_key);
	good = !parts.failed && sfprov_sha256(parts.bytes, parts.length, key);
	sfprov_buffer_free(&parts);
	return good ? SFPROV_OK : sfprov_fail_memory(error);
}
