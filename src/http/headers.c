/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "http/headers.h"

#include "base/text.h"

#include <curl/curl.h>
#include <string.h>

#define VALUE_SIZE 256

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The value of the header `name`, trimmed, when the line is that header and its value fits. */
static bool read_value(const char *line, size_t length, const char *name, char value[VALUE_SIZE])
{
	size_t name_length = strlen(name);
	char head[32];

	if (length <= name_length || line[name_length] != ':') {
		return false;
	}
	memcpy(head, line, name_length);
	head[name_length] = '\0';
	if (!sfprov_text_equal_nocase(head, name)) {
		return false;
	}
	line += name_length + 1;
	length -= name_length + 1;
	while (length > 0 && is_blank(line[0])) {
		line++;
		length--;
	}
	while (length > 0 && is_blank(line[length - 1])) {
		length--;
	}
	if (length >= VALUE_SIZE || memchr(line, '\0', length) != NULL) {
		return false;
	}
	memcpy(value, line, length);
	value[length] = '\0';
	return true;
}

static void read_content_type(sfprov_http_answer *answer, const char *value)
{
	size_t i;

	for (i = 0; i + 1 < sizeof(answer->content_type) && (sfprov_text_is_alnum(value[i]) || (value[i] != '\0' && strchr("/+-._", value[i]) != NULL)); i++) {
		answer->content_type[i] = value[i] >= 'A' && value[i] <= 'Z' ? (char) (value[i] - 'A' + 'a') : value[i];
	}
	answer->content_type[i] = '\0';
}

static void read_retry_after(sfprov_http_answer *answer, const char *value, int64_t wall_time)
{
	int64_t seconds;
	time_t date;

	if (sfprov_text_to_int64(value, &seconds)) {
		answer->retry_after = seconds >= 0 ? seconds : -1;
		return;
	}
	/* curl_getdate() reads much that is no HTTP date, down to a bare "20240101": a name of a day is what all three forms begin with. */
	if (sfprov_text_is_alnum(value[0]) && (value[0] < '0' || value[0] > '9')) {
		date = curl_getdate(value, NULL);
		if (date != (time_t) -1) {
			answer->retry_after = (int64_t) date > wall_time ? (int64_t) date - wall_time : 0;
		}
	}
}

/* Digits up to `stop`; moves the text behind them. */
static bool read_count(const char **text, int64_t *count)
{
	char digits[20];
	size_t length = strspn(*text, "0123456789");

	if (length == 0 || length >= sizeof(digits)) {
		return false;
	}
	memcpy(digits, *text, length);
	digits[length] = '\0';
	*text += length;
	return sfprov_text_to_int64(digits, count);
}

/* "api-usage=10018/100000", alone or among other parts such as "per-app-api-usage=17/250(appName=...)", which is not meant. */
static void read_limits(sfprov_http_answer *answer, const char *value)
{
	static const char separators[] = ";, \t";
	static const char name[] = "api-usage=";
	int64_t used;
	int64_t limit;

	while (*value != '\0') {
		value += strspn(value, separators);
		if (sfprov_text_starts_with(value, name)) {
			value += sizeof(name) - 1;
			if (read_count(&value, &used) && *value++ == '/' && read_count(&value, &limit) && limit > 0
				&& (*value == '\0' || strchr(separators, *value) != NULL)) {
				answer->api_used = used;
				answer->api_limit = limit;
			}
			return;
		}
		value += strcspn(value, separators);
	}
}

void sfprov_http_read_header(sfprov_http_answer *answer, const char *line, size_t length, int64_t wall_time)
{
	char value[VALUE_SIZE];

	if (length >= 5 && memcmp(line, "HTTP/", 5) == 0) {
		answer->content_type[0] = '\0';
		answer->retry_after = -1;
		answer->api_used = -1;
		answer->api_limit = -1;
		answer->body_announced = false;
	} else if (read_value(line, length, "Content-Length", value)) {
		answer->body_announced = answer->body_announced || strspn(value, "0") != strlen(value);
	} else if (read_value(line, length, "Transfer-Encoding", value)) {
		answer->body_announced = true;
	} else if (read_value(line, length, "Content-Type", value)) {
		read_content_type(answer, value);
	} else if (read_value(line, length, "Retry-After", value)) {
		read_retry_after(answer, value, wall_time);
	} else if (read_value(line, length, "Sforce-Limit-Info", value)) {
		read_limits(answer, value);
	}
}
