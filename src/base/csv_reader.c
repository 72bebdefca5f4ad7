/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "base/csv.h"
#include "base/memory.h"
#include "base/text.h"

#include <inttypes.h>
#include <string.h>

enum state {
	ROW_START,  /* nothing of the row was read */
	CELL_START, /* behind a comma */
	PLAIN,      /* in a cell without quotes */
	QUOTED,
	QUOTE, /* behind a quote inside quotes: the end of the cell, or half of a quote */
	CR     /* behind a CR outside of quotes */
};

static sfprov_status fail(const sfprov_csv_reader *reader, const char *how, sfprov_error *error)
{
	return sfprov_fail(
		error, SFPROV_E_SERVER, "Row %" PRIu64 " of a CSV text %s: it is not Salesforce's, or was cut or changed on its way.", reader->row + 1, how);
}

sfprov_status sfprov_csv_reader_init(
	sfprov_csv_reader *reader, const sfprov_csv_limits *limits, sfprov_csv_row_function take, void *context, sfprov_error *error)
{
	memset(reader, 0, sizeof(*reader));
	reader->limits = *limits;
	reader->take = take;
	reader->context = context;
	sfprov_buffer_init(&reader->bytes, limits->row_bytes);
	reader->starts = sfprov_alloc(limits->columns, sizeof(*reader->starts));
	reader->cells = sfprov_alloc(limits->columns, sizeof(*reader->cells));
	reader->state = ROW_START;
	return reader->starts == NULL || reader->cells == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
}

void sfprov_csv_reader_free(sfprov_csv_reader *reader)
{
	sfprov_buffer_free(&reader->bytes);
	sfprov_free(reader->starts);
	sfprov_free(reader->cells);
	reader->starts = NULL;
	reader->cells = NULL;
}

static sfprov_status append(sfprov_csv_reader *reader, const char *bytes, size_t length, sfprov_error *error)
{
	if (memchr(bytes, '\0', length) != NULL) {
		return fail(reader, "holds a NUL character", error);
	}
	if (!sfprov_buffer_append(&reader->bytes, bytes, length)) {
		return reader->bytes.over_limit ? fail(reader, "is too long", error) : sfprov_fail_memory(error);
	}
	return SFPROV_OK;
}

static sfprov_status begin_cell(sfprov_csv_reader *reader, sfprov_error *error)
{
	if (reader->count == reader->limits.columns) {
		return fail(reader, "has too many columns", error);
	}
	reader->starts[reader->count++] = reader->bytes.length;
	return SFPROV_OK;
}

static sfprov_status end_cell(sfprov_csv_reader *reader, sfprov_error *error)
{
	if (!sfprov_buffer_append_char(&reader->bytes, '\0')) {
		return reader->bytes.over_limit ? fail(reader, "is too long", error) : sfprov_fail_memory(error);
	}
	return SFPROV_OK;
}

static sfprov_status end_row(sfprov_csv_reader *reader, sfprov_error *error)
{
	sfprov_csv_row row = {.number = reader->row + 1, .count = reader->count, .cells = reader->cells};
	sfprov_status status;
	size_t i;

	if (!sfprov_text_is_utf8(reader->bytes.bytes, reader->bytes.length)) {
		return fail(reader, "is not valid UTF-8", error);
	}
	for (i = 0; i < reader->count; i++) {
		reader->cells[i] = reader->bytes.bytes + reader->starts[i];
	}
	status = reader->take(reader->context, &row, error);
	reader->row++;
	reader->count = 0;
	/* Its memory serves the next row. */
	reader->bytes.length = 0;
	reader->state = ROW_START;
	return status;
}

/* What ends a cell: a comma or a line ending. Anything else is out of place here. */
static sfprov_status leave_cell(sfprov_csv_reader *reader, char c, sfprov_error *error)
{
	if (c != ',' && c != '\r' && c != '\n') {
		return fail(reader, "has something between a closing quote and the next comma", error);
	}
	if (end_cell(reader, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (c == ',') {
		reader->state = CELL_START;
		return begin_cell(reader, error);
	}
	reader->state = CR;
	return c == '\r' ? SFPROV_OK : end_row(reader, error);
}

static sfprov_status enter_cell(sfprov_csv_reader *reader, char c, sfprov_error *error)
{
	if (c == '"') {
		reader->state = QUOTED;
		return SFPROV_OK;
	}
	if (c == ',' || c == '\r' || c == '\n') {
		return leave_cell(reader, c, error);
	}
	reader->state = PLAIN;
	return append(reader, &c, 1, error);
}

static sfprov_status enter_row(sfprov_csv_reader *reader, char c, sfprov_error *error)
{
	/* A line without anything. */
	if (c == '\n') {
		return SFPROV_OK;
	}
	if (c == '\r') {
		reader->state = CR;
		return SFPROV_OK;
	}
	if (begin_cell(reader, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return enter_cell(reader, c, error);
}

/* How many bytes belong to the cell without further thought. */
static size_t run_length(const sfprov_csv_reader *reader, const char *bytes, size_t length)
{
	size_t i = 0;

	if (reader->state == QUOTED) {
		const char *quote = memchr(bytes, '"', length);

		return quote == NULL ? length : (size_t) (quote - bytes);
	}
	if (reader->state == PLAIN) {
		while (i < length && bytes[i] != ',' && bytes[i] != '\r' && bytes[i] != '\n' && bytes[i] != '"') {
			i++;
		}
	}
	return i;
}

static sfprov_status read_char(sfprov_csv_reader *reader, char c, sfprov_error *error)
{
	switch (reader->state) {
		case ROW_START:
			return enter_row(reader, c, error);
		case CELL_START:
			return enter_cell(reader, c, error);
		case PLAIN:
			return c == '"' ? fail(reader, "has a quote inside a cell without quotes", error) : leave_cell(reader, c, error);
		case QUOTED:
			/* A quote: the rest has been taken as a run. */
			reader->state = QUOTE;
			return SFPROV_OK;
		case QUOTE:
			if (c == '"') {
				reader->state = QUOTED;
				return append(reader, &c, 1, error);
			}
			return leave_cell(reader, c, error);
		default:
			if (c != '\n') {
				return fail(reader, "has a carriage return without a line feed", error);
			}
			reader->state = ROW_START;
			return reader->count == 0 ? SFPROV_OK : end_row(reader, error);
	}
}

static sfprov_status read_bytes(sfprov_csv_reader *reader, const char *bytes, size_t length, sfprov_error *error)
{
	size_t at = 0;

	while (at < length) {
		size_t run = run_length(reader, bytes + at, length - at);

		if (run > 0 && append(reader, bytes + at, run, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
		at += run;
		if (at < length && read_char(reader, bytes[at++], error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
	}
	return SFPROV_OK;
}

/* Drops a byte order mark at the start of the text, which may come in three pieces. What only began like one belongs to the first cell. Gives how many bytes
 * were looked at in `used`. */
static sfprov_status read_mark(sfprov_csv_reader *reader, const char *bytes, size_t length, size_t *used, sfprov_error *error)
{
	static const char mark[] = "\xef\xbb\xbf";
	size_t begun = (size_t) reader->mark;

	while (*used < length && begun < sizeof(mark) - 1 && bytes[*used] == mark[begun]) {
		begun++;
		(*used)++;
	}
	if (begun >= sizeof(mark) - 1) {
		reader->mark = -1;
		return SFPROV_OK;
	}
	if (*used == length) {
		reader->mark = (int) begun;
		return SFPROV_OK;
	}
	reader->mark = -1;
	return read_bytes(reader, mark, begun, error);
}

sfprov_status sfprov_csv_read(sfprov_csv_reader *reader, const char *bytes, size_t length, sfprov_error *error)
{
	size_t at = 0;

	if (reader->mark >= 0 && read_mark(reader, bytes, length, &at, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return read_bytes(reader, bytes + at, length - at, error);
}

sfprov_status sfprov_csv_read_end(sfprov_csv_reader *reader, sfprov_error *error)
{
	if (reader->mark > 0) {
		return fail(reader, "is not valid UTF-8", error);
	}
	if (reader->state == QUOTED) {
		return fail(reader, "ends inside a quote", error);
	}
	if (reader->state == CR) {
		return fail(reader, "has a carriage return without a line feed", error);
	}
	return reader->state == ROW_START ? SFPROV_OK : read_char(reader, '\n', error);
}
