/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Runs a fuzz target over files and folders without libFuzzer: replay FILE-OR-FOLDER... Each crash is reported with the name of its input, and the rest goes
 * on. The last line is "TARGET: N passed, N failed". */
#define _GNU_SOURCE
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define INPUTS_MAX 20000
#define SECONDS_MAX 60

static char *inputs[INPUTS_MAX];
static int count;

static void add(const char *folder, const char *name)
{
	if (count == INPUTS_MAX || asprintf(&inputs[count], "%s%s%s", folder, *folder == '\0' ? "" : "/", name) < 0) {
		abort();
	}
	count++;
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void collect(const char *path)
{
	struct dirent **entries;
	struct stat about;
	int found;
	int i;

	if (stat(path, &about) != 0) {
		(void) fprintf(stderr, "there is no %s\n", path);
		exit(2);
	}
	if (!S_ISDIR(about.st_mode)) {
		add("", path);
		return;
	}
	found = scandir(path, &entries, is_visible, alphasort);
	for (i = 0; i < found; i++) {
		add(path, entries[i]->d_name);
		free(entries[i]);
	}
	if (found >= 0) {
		free(entries);
	}
}

static void run(const char *path)
{
	FILE *file = fopen(path, "rb");
	struct stat about;
	uint8_t *data;
	size_t size;

	if (file == NULL || fstat(fileno(file), &about) != 0) {
		abort();
	}
	size = (size_t) about.st_size;
	data = malloc(size + (size == 0));
	if (data == NULL || fread(data, 1, size, file) != size) {
		abort();
	}
	(void) fclose(file);
	(void) LLVMFuzzerTestOneInput(data, size);
	free(data);
}

int main(int argc, char **argv)
{
	const char *name = strrchr(argv[0], '/');
	volatile int *at = mmap(NULL, sizeof(*at), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int failed = 0;
	int i;

	for (i = 1; i < argc; i++) {
		collect(argv[i]);
	}
	if ((const void *) at == MAP_FAILED || count == 0) {
		(void) fprintf(stderr, "no inputs\n");
		return 2;
	}
	*at = 0;
	/* A child does the work; after a crash another one goes on behind the input that caused it. */
	while (*at < count) {
		pid_t child;
		int status;

		(void) fflush(stdout);
		child = fork();
		if (child < 0) {
			abort();
		}
		if (child == 0) {
			for (; *at < count; (*at)++) {
				(void) alarm(SECONDS_MAX);
				run(inputs[*at]);
			}
			exit(0);
		}
		(void) waitpid(child, &status, 0);
		if (status != 0) {
			failed++;
			/* All went well until the sanitizer looked for leaks at the end. */
			printf("FAILED: %s\n", *at < count ? inputs[*at] : "leaks in some of the inputs");
			(*at)++;
		}
	}
	printf("%s: %d passed, %d failed\n", name == NULL ? argv[0] : name + 1, failed < count ? count - failed : 0, failed);
	for (i = 0; i < count; i++) {
		free(inputs[i]);
	}
	return failed > 0 ? 1 : 0;
}
