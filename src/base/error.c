/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "base/error.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void sfprov_error_clear(sfprov_error *error)
{
	if (error != NULL) {
		memset(error, 0, sizeof(*error));
	}
}

sfprov_status sfprov_fail(sfprov_error *error, sfprov_error_kind kind, const char *format, ...)
{
	va_list arguments;

	if (error == NULL) {
		return SFPROV_FAILED;
	}
	sfprov_error_clear(error);
	error->kind = kind;
	va_start(arguments, format);
	(void) vsnprintf(error->message, sizeof(error->message), format, arguments);
	va_end(arguments);
	/* The parts that came from outside may be cut in the middle of a character or not be UTF-8 at all. */
	sfprov_text_scrub(error->message);
	return SFPROV_FAILED;
}

sfprov_status sfprov_fail_memory(sfprov_error *error)
{
	return sfprov_fail(error, SFPROV_E_MEMORY, "Out of memory");
}

void sfprov_error_set_code(sfprov_error *error, const char *code)
{
	if (error != NULL && code != NULL) {
		(void) snprintf(error->code, sizeof(error->code), "%s", code);
		sfprov_text_scrub(error->code);
	}
}

void sfprov_error_add_field(sfprov_error *error, const char *field)
{
	size_t used;
	size_t comma;
	size_t length;

	if (error == NULL || field == NULL || *field == '\0') {
		return;
	}
	used = strlen(error->fields);
	comma = used > 0 ? 1 : 0;
	length = strlen(field);
	if (used + comma + length >= sizeof(error->fields)) {
		return;
	}
	if (comma > 0) {
		error->fields[used] = ',';
	}
	memcpy(error->fields + used + comma, field, length + 1);
	sfprov_text_scrub(error->fields);
}

bool sfprov_error_is_retryable(const sfprov_error *error)
{
	return error->kind >= SFPROV_E_MEMORY && error->kind <= SFPROV_E_ABORTED;
}
