/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "base/csv.h"
#include "base/text.h"

#include <string.h>

static const char cleared[] = "#N/A";

void sfprov_csv_writer_init(sfprov_csv_writer *writer, sfprov_buffer *out)
{
	memset(writer, 0, sizeof(*writer));
	writer->out = out;
}

static void begin_cell(sfprov_csv_writer *writer)
{
	if (writer->cells > 0) {
		sfprov_buffer_append_char(writer->out, ',');
	}
	writer->cells++;
	writer->sole_empty = false;
}

/* Besides what RFC 4180 asks for: blanks at the ends, which some readers trim, and what could be taken for a byte order mark. */
static bool needs_quotes(const char *value, size_t length)
{
	static const char special[] = ",\"\r\n";
	static const char blanks[] = " \t";
	size_t i;

	if (strchr(blanks, value[0]) != NULL || strchr(blanks, value[length - 1]) != NULL || (unsigned char) value[0] == 0xef) {
		return true;
	}
	for (i = 0; i < length; i++) {
		if (strchr(special, value[i]) != NULL) {
			return true;
		}
	}
	return false;
}

static void append_quoted(sfprov_buffer *out, const char *value, size_t length)
{
	sfprov_buffer_append_char(out, '"');
	while (length > 0) {
		const char *quote = memchr(value, '"', length);
		size_t run = quote == NULL ? length : (size_t) (quote - value) + 1;

		sfprov_buffer_append(out, value, run);
		if (quote != NULL) {
			sfprov_buffer_append_char(out, '"');
		}
		value += run;
		length -= run;
	}
	sfprov_buffer_append_char(out, '"');
}

sfprov_status sfprov_csv_write_value(sfprov_csv_writer *writer, const char *value, size_t length, sfprov_error *error)
{
	if (length == 0) {
		return sfprov_fail(error, SFPROV_E_INPUT, "An empty value cannot be sent in a Bulk API file: an empty cell leaves the field as it is.");
	}
	if (length > SFPROV_CSV_CELL_MAX) {
		return sfprov_fail(error, SFPROV_E_INPUT, "A value is too long for a Bulk API file: at most %zu bytes.", SFPROV_CSV_CELL_MAX);
	}
	if (memchr(value, '\0', length) != NULL || !sfprov_text_is_utf8(value, length)) {
		return sfprov_fail(error, SFPROV_E_INPUT, "A value cannot be sent to Salesforce: it is not valid UTF-8, or holds a NUL character.");
	}
	if (length == sizeof(cleared) - 1 && memcmp(value, cleared, length) == 0) {
		return sfprov_fail(error, SFPROV_E_INPUT, "The value #N/A cannot be sent in a Bulk API file: Salesforce would clear the field.");
	}
	begin_cell(writer);
	if (needs_quotes(value, length)) {
		append_quoted(writer->out, value, length);
	} else {
		sfprov_buffer_append(writer->out, value, length);
	}
	return SFPROV_OK;
}

void sfprov_csv_write_nothing(sfprov_csv_writer *writer)
{
	begin_cell(writer);
	writer->sole_empty = writer->cells == 1;
}

void sfprov_csv_write_clear(sfprov_csv_writer *writer)
{
	begin_cell(writer);
	sfprov_buffer_append_text(writer->out, cleared);
}

void sfprov_csv_end_row(sfprov_csv_writer *writer)
{
	/* A line without anything would be no row at all. */
	if (writer->sole_empty) {
		sfprov_buffer_append_text(writer->out, "\"\"");
	}
	sfprov_buffer_append_char(writer->out, '\n');
	writer->cells = 0;
	writer->sole_empty = false;
}
