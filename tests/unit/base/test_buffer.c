/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "base/buffer.h"
#include "base/memory.h"
#include "memory_failing.h"
#include "unit.h"

static void growth(void)
{
	sfprov_buffer buffer;
	int i;

	sfprov_buffer_init(&buffer, 1000);
	CHECK_TEXT(sfprov_buffer_text(&buffer), "");
	for (i = 0; i < 1000; i++) {
		(void) sfprov_buffer_append_char(&buffer, 'x');
	}
	CHECK_INT(buffer.length, 1000);
	CHECK(!buffer.failed);
	CHECK(!sfprov_buffer_append_char(&buffer, 'x'));
	CHECK(buffer.failed && buffer.over_limit);
	CHECK(sfprov_buffer_take(&buffer) == NULL);
	sfprov_buffer_free(&buffer);
}

static void forms(void)
{
	sfprov_buffer buffer;

	sfprov_buffer_init(&buffer, 0);
	(void) sfprov_buffer_append_form(&buffer, "a", "1 &=%~\xc3\xa9");
	(void) sfprov_buffer_append_form(&buffer, "b", NULL);
	(void) sfprov_buffer_append_form(&buffer, "c", "");
	CHECK_TEXT(sfprov_buffer_text(&buffer), "a=1%20%26%3D%25~%C3%A9&c=");
	sfprov_buffer_free(&buffer);
}

/* A secret leaves no copy behind, neither where the buffer grew nor where it was freed. */
static void secrets(void)
{
	sfprov_buffer buffer;
	int i;

	memory_watch("hidden-token");
	sfprov_buffer_init_secret(&buffer, 0);
	for (i = 0; i < 500; i++) {
		(void) sfprov_buffer_append_text(&buffer, "hidden-token");
	}
	sfprov_buffer_free(&buffer);
	CHECK_INT(memory_watched(), 0);
	sfprov_buffer_init(&buffer, 0);
	(void) sfprov_buffer_append_text(&buffer, "hidden-token");
	sfprov_buffer_free(&buffer);
	CHECK_INT(memory_watched(), 1);
	memory_watch(NULL);
}

static void memory_runs_out(void)
{
	long n;

	for (n = 1;; n++) {
		sfprov_buffer buffer;
		char *taken;
		int i;

		memory_fail_at(n);
		sfprov_buffer_init(&buffer, 0);
		for (i = 0; i < 2000; i++) {
			(void) sfprov_buffer_append_char(&buffer, 'x');
		}
		taken = sfprov_buffer_take(&buffer);
		CHECK((taken == NULL) == memory_has_failed());
		sfprov_free(taken);
		sfprov_buffer_free(&buffer);
		CHECK_INT(memory_live(), 0);
		if (!memory_has_failed()) {
			break;
		}
	}
	memory_fail_at(0);
	CHECK(n > 3);
}

int main(void)
{
	growth();
	forms();
	secrets();
	memory_runs_out();
	return unit_summary("base/buffer");
}
