/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#ifndef _WIN32
#define _XOPEN_SOURCE 700
#endif
#include "base/secret_file.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>

static sfprov_status too_large(const char *what, const char *path, size_t limit, sfprov_error *error)
{
	return sfprov_fail(error, SFPROV_E_CONFIGURATION, "The %s %s is larger than %zu bytes, so it holds no key", what, path, limit);
}

/* A folder or a pipe is refused before it is opened, since opening a pipe could wait for ever. */
static sfprov_status check_file(const sfprov_environment *environment, const char *what, const char *path, size_t limit, sfprov_error *error)
{
	struct stat info;

	if (stat(path, &info) != 0) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION, "The %s %s cannot be read: %s", what, path, strerror(errno));
	}
	if ((info.st_mode & S_IFMT) != S_IFREG) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION, "The %s %s is not a regular file", what, path);
	}
	if (info.st_size > 0 && (size_t) info.st_size > limit) {
		return too_large(what, path, limit, error);
	}
#ifdef S_IROTH
	if ((info.st_mode & (S_IROTH | S_IWOTH)) != 0) {
		sfprov_log(environment, SFPROV_LOG_WARNING,
			"The %s %s can be read by every user of this machine; let only the web server's user read it (mode 0600 or 0640)", what, path);
	}
#else
	(void) environment;
#endif
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
