/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Checks for a test program of one file: CHECK...(), and `return unit_summary("name");` at the end of main(). A check that fails
 * says where and goes on. */
#ifndef SFPROV_TEST_UNIT_H
#define SFPROV_TEST_UNIT_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int unit_passed;
static int unit_failed;

static inline bool unit_note(bool good, const char *file, int line, const char *what)
{
	if (good) {
		unit_passed++;
	} else {
		unit_failed++;
		printf("%s:%d: FAILED: %s\n", file, line, what);
	}
	return good;
}

static inline bool unit_note_text(const char *actual, const char *expected, const char *file, int line, const char *what)
{
	bool good = actual == NULL || expected == NULL ? actual == expected : strcmp(actual, expected) == 0;

	if (!unit_note(good, file, line, what)) {
		printf("\tis:     %s\n\texpect: %s\n", actual == NULL ? "(null)" : actual, expected == NULL ? "(null)" : expected);
	}
	return good;
}

static inline bool unit_note_int(long long actual, long long expected, const char *file, int line, const char *what)
{
	if (!unit_note(actual == expected, file, line, what)) {
		printf("\tis:     %lld\n\texpect: %lld\n", actual, expected);
	}
	return actual == expected;
}

static inline bool unit_note_contains(const char *text, const char *part, bool wanted, const char *file, int line, const char *what)
{
	bool found = text != NULL && strstr(text, part) != NULL;

	if (!unit_note(found == wanted, file, line, what)) {
		printf("\ttext: %s\n\tpart: %s\n", text == NULL ? "(null)" : text, part);
	}
	return found == wanted;
}

/* Each evaluates its arguments once and gives whether it held. */
#define CHECK(condition) unit_note((condition), __FILE__, __LINE__, #condition)
#define CHECK_TEXT(actual, expected) unit_note_text((actual), (expected), __FILE__, __LINE__, #actual " is " #expected)
#define CHECK_INT(actual, expected) unit_note_int((long long) (actual), (long long) (expected), __FILE__, __LINE__, #actual " is " #expected)
#define CHECK_CONTAINS(text, part) unit_note_contains((text), (part), true, __FILE__, __LINE__, #text " contains " #part)
#define CHECK_LACKS(text, part) unit_note_contains((text), (part), false, __FILE__, __LINE__, #text " lacks " #part)

/* Prints the summary line; the result is the program's exit status. */
static inline int unit_summary(const char *name)
{
	printf("%s: %d passed, %d failed\n", name, unit_passed, unit_failed);
	return unit_failed > 0 || unit_passed == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
