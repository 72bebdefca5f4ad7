/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "base/secret_file.h"

#include "base/platform.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>

static sfprov_status too_large(const char *what, const char *path, size_t limit, sfprov_error *error)
{
	return sfprov_fail(error, SFPROV_E_CONFIGURATION, "The %s %s is larger than %zu bytes, so it holds no key", what, path, limit);
}

/* A folder or a pipe is refused before it is opened, since opening a pipe could wait for ever. */
static sfprov_status check_file(const sfprov_environment *environment, const char *what, const char *path, size_t limit, sfprov_error *error)
{
	sfprov_platform_file file;

	if (!sfprov_platform_look_at(path, &file)) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION, "The %s %s cannot be read: %s", what, path, strerror(errno));
	}
	if (!file.regular) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION, "The %s %s is not a regular file", what, path);
	}
	if (file.size > 0 && (uint64_t) file.size > limit) {
		return too_large(what, path, limit, error);
	}
	if (file.open_to_all) {
		sfprov_log(environment, SFPROV_LOG_WARNING,
			"The %s %s can be read by every user of this machine; let only the web server's user read it (mode 0600 or 0640)", what, path);
	}
	return SFPROV_OK;
}

sfprov_status sfprov_secret_file_read(const sfprov_environment *environment, const char *what, const char *path, sfprov_buffer *contents, sfprov_error *error)
{
	sfprov_status status = SFPROV_OK;
	char chunk[1024];
	size_t length;
	FILE *file;

	if (check_file(environment, what, path, contents->limit, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	file = fopen(path, "rb");
	if (file == NULL) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION, "The %s %s cannot be read: %s", what, path, strerror(errno));
	}
	/* Without a stdio buffer, which nobody would wipe. */
	(void) setvbuf(file, NULL, _IONBF, 0);
	while ((length = fread(chunk, 1, sizeof(chunk), file)) > 0) {
		(void) sfprov_buffer_append(contents, chunk, length);
	}
	if (ferror(file) != 0) {
		status = sfprov_fail(error, SFPROV_E_CONFIGURATION, "The %s %s cannot be read", what, path);
	} else if (contents->over_limit) {
		status = too_large(what, path, contents->limit, error);
	} else if (contents->failed) {
		status = sfprov_fail_memory(error);
	}
	(void) fclose(file);
	OPENSSL_cleanse(chunk, sizeof(chunk));
	return status;
}
