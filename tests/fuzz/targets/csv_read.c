/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Input: a byte, then a CSV text. The byte says in how long pieces it comes; whole it gives the same rows and the same failure. */
#include "base/csv.h"
#include "base/text.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#define COLUMNS 6
#define ROW_BYTES 64

/* Rows as one text: \x1f behind each cell, \x1e behind each row. */
static sfprov_status take(void *context, const sfprov_csv_row *row, sfprov_error *error)
{
	sfprov_buffer *seen = context;
	size_t bytes = 0;
	size_t i;

	(void) error;
	FUZZ_CHECK(row->count > 0 && row->count <= COLUMNS);
	for (i = 0; i < row->count; i++) {
		FUZZ_CHECK(sfprov_text_is_utf8(row->cells[i], strlen(row->cells[i])));
		bytes += strlen(row->cells[i]) + 1;
		sfprov_buffer_append_text(seen, row->cells[i]);
		sfprov_buffer_append_char(seen, '\x1f');
	}
	FUZZ_CHECK(bytes <= ROW_BYTES);
	sfprov_buffer_append_char(seen, '\x1e');
	return SFPROV_OK;
}

static sfprov_status read_in(const char *text, size_t length, size_t piece, sfprov_buffer *seen, sfprov_error *error)
{
	static const sfprov_csv_limits limits = {COLUMNS, ROW_BYTES};
	sfprov_csv_reader reader;
	sfprov_status status = sfprov_csv_reader_init(&reader, &limits, take, seen, error);
	size_t at;

	for (at = 0; status == SFPROV_OK && at < length; at += piece) {
		size_t part = length - at < piece ? length - at : piece;
		char *copy = malloc(part);

		/* In a block of its own size, so that a step beyond it is seen. */
		memcpy(copy, text + at, part);
		status = sfprov_csv_read(&reader, copy, part, error);
		free(copy);
	}
	if (status == SFPROV_OK) {
		status = sfprov_csv_read_end(&reader, error);
	}
	sfprov_csv_reader_free(&reader);
	return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *) data + 1;
	sfprov_buffer whole;
	sfprov_buffer pieces;
	sfprov_error whole_error;
	sfprov_error pieces_error;
	sfprov_status status;

	if (size < 2) {
		return 0;
	}
	sfprov_buffer_init(&whole, 0);
	sfprov_buffer_init(&pieces, 0);
	sfprov_error_clear(&whole_error);
	sfprov_error_clear(&pieces_error);
	status = read_in(text, size - 1, size, &whole, &whole_error);
	FUZZ_CHECK(read_in(text, size - 1, 1 + data[0] % 16, &pieces, &pieces_error) == status);
	fuzz_check_error(status, &whole_error);
	FUZZ_CHECK(status == SFPROV_OK || whole_error.kind == SFPROV_E_SERVER);
	FUZZ_CHECK(pieces_error.kind == whole_error.kind);
	FUZZ_CHECK(whole.length == pieces.length && (whole.length == 0 || memcmp(whole.bytes, pieces.bytes, whole.length) == 0));
	sfprov_buffer_free(&whole);
	sfprov_buffer_free(&pieces);
	fuzz_check_memory();
	return 0;
}
