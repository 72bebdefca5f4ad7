/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#ifndef _WIN32
#define _XOPEN_SOURCE 700
#endif
#include "base/platform.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#ifdef _WIN32
#include <winsock2.h>
#include <windows.h>
#else
#include <errno.h>
#include <poll.h>
#include <sys/select.h>
#include <unistd.h>
#endif

int64_t sfprov_platform_monotonic_ms(void)
{
#ifdef _WIN32
	return (int64_t) GetTickCount64();
#else
	struct timespec now;

	(void) clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
#endif
}

void sfprov_platform_sleep_ms(int64_t milliseconds)
{
	if (milliseconds <= 0) {
		return;
	}
#ifdef _WIN32
	Sleep((DWORD) milliseconds);
#else
	struct timespec left = {.tv_sec = (time_t) (milliseconds / 1000), .tv_nsec = (long) (milliseconds % 1000) * 1000000L};

	while (nanosleep(&left, &left) != 0 && errno == EINTR) {
	}
#endif
}

bool sfprov_platform_socket_readable(intptr_t socket)
{
#ifdef _WIN32
	WSAPOLLFD entry = {.fd = (SOCKET) socket, .events = POLLRDNORM};

	return WSAPoll(&entry, 1, 0) > 0;
#else
	struct pollfd entry = {.fd = (int) socket, .events = POLLIN};

	return poll(&entry, 1, 0) > 0;
#endif
}

bool sfprov_platform_fits_in_set(intptr_t socket)
{
#ifdef _WIN32
	/* There the sets are lists. */
	(void) socket;
	return true;
#else
	return socket >= 0 && socket < FD_SETSIZE;
#endif
}

void sfprov_platform_close_socket(intptr_t socket)
{
#ifdef _WIN32
	(void) closesocket((SOCKET) socket);
#else
	(void) close((int) socket);
#endif
}

bool sfprov_platform_look_at(const char *path, sfprov_platform_file *file)
{
	struct stat found;

	if (stat(path, &found) != 0) {
		return false;
	}
	file->modified = (int64_t) found.st_mtime;
	file->size = (int64_t) found.st_size;
	file->regular = (found.st_mode & S_IFMT) == S_IFREG;
#ifdef _WIN32
	file->open_to_all = false;
#else
	file->open_to_all = (found.st_mode & (S_IROTH | S_IWOTH)) != 0;
#endif
	return true;
}

int64_t sfprov_platform_process_id(void)
{
#ifdef _WIN32
	return (int64_t) GetCurrentProcessId();
#else
	return (int64_t) getpid();
#endif
}

void sfprov_platform_host_name(char *name, size_t size)
{
	if (gethostname(name, size) != 0 || name[0] == '\0') {
		(void) snprintf(name, size, "unknown");
	}
	name[size - 1] = '\0';
}

void sfprov_platform_utc_text(int64_t seconds, char text[20])
{
	time_t when = (time_t) seconds;
	struct tm date;

	memset(&date, 0, sizeof(date));
#ifdef _WIN32
	(void) gmtime_s(&date, &when);
#else
	(void) gmtime_r(&when, &date);
#endif
	if (strftime(text, 20, "%Y-%m-%d %H:%M:%S", &date) == 0) {
		text[0] = '\0';
	}
}
