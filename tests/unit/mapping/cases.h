/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The captured calls of the registry's framework: tests/registry/cases, or the folder named by SFPROV_CASES. Needs _GNU_SOURCE for scandir(). */
#ifndef SFPROV_TEST_CASES_H
#define SFPROV_TEST_CASES_H

#include "base/buffer.h"
#include "base/json.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CASE_NAME_SIZE 96
#define CASE_LIMIT 512
#define CASE_FOLDER "../registry/cases"

static inline const char *case_folder(void)
{
	const char *given = getenv("SFPROV_CASES");

	return given != NULL ? given : CASE_FOLDER;
}

/* A JSON file, to be put; NULL when it cannot be read. */
static inline json_object *case_load_file(const char *path)
{
	char chunk[8192];
	sfprov_buffer text;
	json_object *value = NULL;
	size_t length;
	FILE *file = fopen(path, "rb");

	if (file == NULL) {
		return NULL;
	}
	sfprov_buffer_init(&text, 0);
	while ((length = fread(chunk, 1, sizeof(chunk), file)) > 0) {
		(void) sfprov_buffer_append(&text, chunk, length);
	}
	(void) fclose(file);
	if (!text.failed) {
		value = sfprov_json_parse(sfprov_buffer_text(&text), text.length);
	}
	sfprov_buffer_free(&text);
	return value;
}

/* One case as {case, note, target, op, data, upstream}, to be put; NULL when there is none. */
static inline json_object *case_load(const char *name)
{
	char path[512];

	(void) snprintf(path, sizeof(path), "%s/%s.json", case_folder(), name);
	return case_load_file(path);
}

static inline int case_is_json(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return length > 5 && strcmp(entry->d_name + length - 5, ".json") == 0;
}

/* Fills in the names, sorted, and gives their number; -1 when the folder cannot be read. */
static inline int case_names(char names[][CASE_NAME_SIZE], int limit)
{
	struct dirent **entries;
	int count = scandir(case_folder(), &entries, case_is_json, alphasort);
	int i;

	for (i = 0; i < count; i++) {
		if (i < limit) {
			(void) snprintf(names[i], CASE_NAME_SIZE, "%.*s", (int) strlen(entries[i]->d_name) - 5, entries[i]->d_name);
		}
		free(entries[i]);
	}
	if (count >= 0) {
		free(entries);
	}
	return count > limit ? limit : count;
}

#endif
