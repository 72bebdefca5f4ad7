/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* CSV (RFC 4180) in UTF-8, as Salesforce's Bulk API takes and gives it. */
#ifndef SFPROV_BASE_CSV_H
#define SFPROV_BASE_CSV_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdint.h>

/* The most bytes of a cell that is written; Salesforce takes 131,072 characters. */
#define SFPROV_CSV_CELL_MAX ((size_t) 131072)

/* ---- writing ---- */

/* Appends rows to a buffer; the line ending is LF. Memory that runs out, or the buffer's limit, shows in the buffer's own state. */
typedef struct sfprov_csv_writer {
	sfprov_buffer *out; /* borrowed */
	size_t cells;       /* of the row that is being written */
	bool sole_empty;    /* it consists of one empty cell */
} sfprov_csv_writer;

void sfprov_csv_writer_init(sfprov_csv_writer *writer, sfprov_buffer *out);

/* A value. INPUT, and nothing is written, when it is empty (in the Bulk API an empty cell means: leave the field as it is; see the next two), is not UTF-8, holds a NUL
 * character, is longer than SFPROV_CSV_CELL_MAX, or is literally "#N/A": Salesforce takes that for the wish to clear the field, quoted or not, so such a value can only be sent another way. */
sfprov_status sfprov_csv_write_value(sfprov_csv_writer *writer, const char *value, size_t length, sfprov_error *error);

/* An empty cell: the field stays as it is. */
void sfprov_csv_write_nothing(sfprov_csv_writer *writer);

/* #N/A: the field is cleared. */
void sfprov_csv_write_clear(sfprov_csv_writer *writer);

/* Ends the row, which has at least one cell. */
void sfprov_csv_end_row(sfprov_csv_writer *writer);

/* ---- reading ---- */

/* A row. Valid during the call that gives it. */
typedef struct sfprov_csv_row {
	uint64_t number; /* 1 for the first row */
	size_t count;
	const char *const *cells; /* UTF-8, NUL-terminated, without quotes */
} sfprov_csv_row;

/* Takes a row. A failure ends the reading and is given to the reader's caller. */
typedef sfprov_status (*sfprov_csv_row_function)(void *context, const sfprov_csv_row *row, sfprov_error *error);

typedef struct sfprov_csv_limits {
	size_t columns;
	size_t row_bytes; /* of all cells of a row, each with its NUL */
} sfprov_csv_limits;

/* Reads a text that comes in pieces, cut anywhere. Lines end in LF or CRLF, the last one perhaps in nothing; lines without anything are left out; a byte order mark at the start is dropped.
 * Memory is bounded by the limits. */
typedef struct sfprov_csv_reader {
	sfprov_csv_limits limits;
	sfprov_csv_row_function take;
	void *context;       /* for take() */
	sfprov_buffer bytes; /* cells of the row so far, each with a NUL */
	size_t *starts;      /* of the cells in `bytes`; limits.columns; owned */
	const char **cells;  /* the same; owned */
	size_t count;        /* cells begun */
	int state;
	int mark;     /* bytes of a byte order mark that were read; -1: past it */
	uint64_t row; /* rows given */
} sfprov_csv_reader;

/* Readies a reader. To be freed also after a failure, which is MEMORY. */
sfprov_status sfprov_csv_reader_init(
	sfprov_csv_reader *reader, const sfprov_csv_limits *limits, sfprov_csv_row_function take, void *context, sfprov_error *error);

/* Reads a piece and gives each row that is complete. A text that is no CSV (quotes out of place, a CR alone, a NUL character, other than UTF-8), a row beyond the limits, or what take() gives,
 * is a failure after which the reader can only be freed: SERVER, and the message names the row. */
sfprov_status sfprov_csv_read(sfprov_csv_reader *reader, const char *bytes, size_t length, sfprov_error *error);

/* The text has ended: gives the last row if no line ending did. A quote that is still open is SERVER. */
sfprov_status sfprov_csv_read_end(sfprov_csv_reader *reader, sfprov_error *error);

void sfprov_csv_reader_free(sfprov_csv_reader *reader);

#endif
