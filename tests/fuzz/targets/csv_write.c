/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Input: cells, \x1f between them, \x1e between rows. An empty cell is none, \x01 clears the field. What is written is read back as it was. */
#include "base/csv.h"
#include "base/text.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

typedef struct trip {
	sfprov_buffer text;     /* CSV */
	sfprov_buffer expected; /* the input's form, as it has to come back */
	sfprov_buffer seen;
	sfprov_csv_writer writer;
} trip;

static sfprov_status take(void *context, const sfprov_csv_row *row, sfprov_error *error)
{
	trip *self = context;
	size_t i;

	(void) error;
	for (i = 0; i < row->count; i++) {
		sfprov_buffer_append_text(&self->seen, row->cells[i]);
		sfprov_buffer_append_char(&self->seen, '\x1f');
	}
	sfprov_buffer_append_char(&self->seen, '\x1e');
	return SFPROV_OK;
}

static bool is_refusable(const char *cell, size_t length)
{
	return length > SFPROV_CSV_CELL_MAX || memchr(cell, '\0', length) != NULL || !sfprov_text_is_utf8(cell, length)
		|| (length == 4 && memcmp(cell, "#N/A", 4) == 0);
}

static void write_cell(trip *self, const char *cell, size_t length)
{
	size_t before = self->text.length;
	sfprov_error error;

	if (length == 0) {
		sfprov_csv_write_nothing(&self->writer);
	} else if (length == 1 && cell[0] == '\x01') {
		sfprov_csv_write_clear(&self->writer);
		sfprov_buffer_append_text(&self->expected, "#N/A");
	} else if (sfprov_csv_write_value(&self->writer, cell, length, &error) == SFPROV_OK) {
		FUZZ_CHECK(!is_refusable(cell, length));
		sfprov_buffer_append(&self->expected, cell, length);
	} else {
		fuzz_check_error(SFPROV_FAILED, &error);
		FUZZ_CHECK(is_refusable(cell, length) && error.kind == SFPROV_E_INPUT && self->text.length == before);
		sfprov_csv_write_nothing(&self->writer);
	}
	sfprov_buffer_append_char(&self->expected, '\x1f');
}

static void write_all(trip *self, const char *bytes, size_t size)
{
	size_t start = 0;
	size_t i;

	for (i = 0; i <= size; i++) {
		if (i < size && bytes[i] != '\x1f' && bytes[i] != '\x1e') {
			continue;
		}
		write_cell(self, bytes + start, i - start);
		start = i + 1;
		if (i == size || bytes[i] == '\x1e') {
			sfprov_csv_end_row(&self->writer);
			sfprov_buffer_append_char(&self->expected, '\x1e');
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	sfprov_csv_limits limits = {size + 1, 8 * size + 64};
	sfprov_csv_reader reader;
	sfprov_error error;
	trip self;
	size_t at;

	memset(&self, 0, sizeof(self));
	sfprov_csv_writer_init(&self.writer, &self.text);
	write_all(&self, (const char *) data, size);
	FUZZ_CHECK(!self.text.failed && sfprov_text_is_utf8(self.text.bytes, self.text.length));
	/* No bare CR at the end of a line: Salesforce goes by the first one. */
	FUZZ_CHECK(self.text.bytes[self.text.length - 1] == '\n');
	FUZZ_CHECK(sfprov_csv_reader_init(&reader, &limits, take, &self, &error) == SFPROV_OK);
	for (at = 0; at < self.text.length; at += 5) {
		FUZZ_CHECK(sfprov_csv_read(&reader, self.text.bytes + at, self.text.length - at < 5 ? self.text.length - at : 5, &error) == SFPROV_OK);
	}
	FUZZ_CHECK(sfprov_csv_read_end(&reader, &error) == SFPROV_OK);
	FUZZ_CHECK(self.seen.length == self.expected.length && memcmp(self.seen.bytes, self.expected.bytes, self.seen.length) == 0);
	sfprov_csv_reader_free(&reader);
	sfprov_buffer_free(&self.text);
	sfprov_buffer_free(&self.expected);
	sfprov_buffer_free(&self.seen);
	fuzz_check_memory();
	return 0;
}
