/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "base/csv.h"
#include "base/memory.h"
#include "memory_failing.h"
#include "unit.h"

static sfprov_buffer seen; /* rows as they were given: [cell][cell]; */
static sfprov_error error;
static uint64_t stop_at; /* the row that take() does not want; 0: none */
static sfprov_csv_limits limits = {5, 100};

static sfprov_status take(void *context, const sfprov_csv_row *row, sfprov_error *failure)
{
	size_t i;

	CHECK(context == &seen);
	if (row->number == stop_at) {
		return sfprov_fail(failure, SFPROV_E_DATABASE, "enough");
	}
	for (i = 0; i < row->count; i++) {
		sfprov_buffer_append_char(&seen, '[');
		sfprov_buffer_append_text(&seen, row->cells[i]);
		sfprov_buffer_append_char(&seen, ']');
	}
	sfprov_buffer_append_char(&seen, ';');
	return SFPROV_OK;
}

/* In pieces of so many bytes. */
static sfprov_status read_in(const char *text, size_t length, size_t piece)
{
	sfprov_csv_reader reader;
	sfprov_status status;
	size_t at;

	sfprov_buffer_free(&seen);
	sfprov_error_clear(&error);
	status = sfprov_csv_reader_init(&reader, &limits, take, &seen, &error);
	for (at = 0; status == SFPROV_OK && at < length; at += piece) {
		status = sfprov_csv_read(&reader, text + at, length - at < piece ? length - at : piece, &error);
	}
	if (status == SFPROV_OK) {
		status = sfprov_csv_read_end(&reader, &error);
	}
	sfprov_csv_reader_free(&reader);
	return status;
}

static void check_read(const char *text, const char *rows)
{
	size_t piece;

	for (piece = 1; piece <= strlen(text) + 1; piece++) {
		CHECK(read_in(text, strlen(text), piece) == SFPROV_OK);
		CHECK_TEXT(sfprov_buffer_text(&seen), rows);
	}
}

static void check_refused(const char *text, size_t length, const char *words)
{
	size_t piece;

	for (piece = 1; piece <= length + 1; piece++) {
		CHECK(read_in(text, length, piece) == SFPROV_FAILED);
		CHECK_INT(error.kind, SFPROV_E_SERVER);
		CHECK_CONTAINS(error.message, words);
	}
}

static void reading(void)
{
	check_read("", "");
	check_read("a", "[a];");
	check_read("a\n", "[a];");
	check_read("a,b\nc,d", "[a][b];[c][d];");
	check_read("a,b\r\nc,d\r\n", "[a][b];[c][d];");
	check_read("\n\r\na\n\n\nb\n\n", "[a];[b];");
	check_read(",\n,,\n", "[][];[][][];");
	check_read("a,", "[a][];");
	check_read("\"\"\n", "[];");
	check_read("\"a\",\"b,c\"\n", "[a][b,c];");
	check_read("\"a\"\"b\",\"\"\"\",\"\"\n", "[a\"b][\"][];");
	check_read("\"line\r\nline\nline\rx\",b\n", "[line\r\nline\nline\rx][b];");
	check_read(" a , b\t\n", "[ a ][ b\t];");
	check_read("\"a\"\r\nb", "[a];[b];");
	check_read("\xc3\xa9,\xe2\x82\xac\n", "[\xc3\xa9][\xe2\x82\xac];");
	/* A byte order mark is not part of the first cell; a second one is. */
	check_read("\xef\xbb\xbf"
			   "a,b\n",
		"[a][b];");
	check_read("\xef\xbb\xbf", "");
	check_read("\xef\xbb\xbf\"a\"\n", "[a];");
	check_read("\xef\xbb\xbf\xef\xbb\xbf"
			   "a",
		"[\xef\xbb\xbf"
		"a];");
	check_read("\xef\xbf\xbd,b\n", "[\xef\xbf\xbd][b];");
	check_read("a\n\xef\xbb\xbf"
			   "b\n",
		"[a];[\xef\xbb\xbf"
		"b];");
	check_read("1,2,3,4,5\n", "[1][2][3][4][5];");
}

static void refusals(void)
{
	static const char nul[] = "a,b\0c\n";
	static const char nul_quoted[] = "x\n\"a\0\"\n";
	char wide[120];

	check_refused("a\"b\n", 4, "Row 1 of a CSV text has a quote inside");
	check_refused("a\n\"b\"c\n", 7, "Row 2 of a CSV text has something between");
	check_refused("\"a", 2, "inside a quote");
	check_refused("\"a\"\"", 4, "inside a quote");
	check_refused("a\rb\n", 4, "carriage return");
	check_refused("a\r", 2, "carriage return");
	check_refused("\r", 1, "carriage return");
	check_refused(nul, sizeof(nul) - 1, "NUL");
	check_refused(nul_quoted, sizeof(nul_quoted) - 1, "NUL");
	check_refused("\xff\n", 2, "UTF-8");
	check_refused("\xef\xbb", 2, "UTF-8");
	check_refused("\xef\xbb,\n", 4, "UTF-8");
	/* Two halves of a character in two cells are none. */
	check_refused("\xc3,\xa9\n", 4, "UTF-8");
	check_refused("1,2,3,4,5,6\n", 12, "too many columns");
	memset(wide, 'x', sizeof(wide));
	check_refused(wide, sizeof(wide), "too long");
	/* Each row has the whole room. */
	memset(wide + 99, '\n', 1);
	memset(wide + 100, 'y', 20);
	CHECK(read_in(wide, 120, 7) == SFPROV_OK);
	stop_at = 2;
	CHECK(read_in("a\nb\nc\n", 6, 100) == SFPROV_FAILED);
	CHECK_TEXT(error.message, "enough");
	CHECK_INT(error.kind, SFPROV_E_DATABASE);
	CHECK_TEXT(sfprov_buffer_text(&seen), "[a];");
	stop_at = 0;
}

static sfprov_buffer out;
static sfprov_csv_writer writer;

static void check_written(const char *value, const char *text)
{
	sfprov_buffer_free(&out);
	sfprov_csv_writer_init(&writer, &out);
	CHECK(sfprov_csv_write_value(&writer, value, strlen(value), &error) == SFPROV_OK);
	sfprov_csv_end_row(&writer);
	CHECK_TEXT(sfprov_buffer_text(&out), text);
}

static void check_not_written(const char *value, size_t length, const char *words)
{
	sfprov_buffer_free(&out);
	sfprov_csv_writer_init(&writer, &out);
	CHECK(sfprov_csv_write_value(&writer, value, length, &error) == SFPROV_FAILED);
	CHECK_INT(error.kind, SFPROV_E_INPUT);
	CHECK_CONTAINS(error.message, words);
	CHECK_INT(out.length, 0);
	CHECK_INT(writer.cells, 0);
}

static void writing(void)
{
	char *large;

	check_written("a", "a\n");
	check_written("a b", "a b\n");
	check_written("a,b", "\"a,b\"\n");
	check_written("say \"x\"", "\"say \"\"x\"\"\"\n");
	check_written("\"", "\"\"\"\"\n");
	check_written("a\nb", "\"a\nb\"\n");
	check_written("a\r\nb", "\"a\r\nb\"\n");
	check_written(" a", "\" a\"\n");
	check_written("a\t", "\"a\t\"\n");
	check_written("\xef\xbb\xbf"
				  "a",
		"\"\xef\xbb\xbf"
		"a\"\n");
	check_written("#N/A ", "\"#N/A \"\n");
	check_written("#n/a", "#n/a\n");
	check_written("=1+1", "=1+1\n");
	check_not_written("", 0, "empty");
	check_not_written("#N/A", 4, "#N/A");
	check_not_written("a\0b", 3, "NUL");
	check_not_written("\xff", 1, "UTF-8");
	large = calloc(1, SFPROV_CSV_CELL_MAX + 1);
	memset(large, 'x', SFPROV_CSV_CELL_MAX + 1);
	check_not_written(large, SFPROV_CSV_CELL_MAX + 1, "too long");
	sfprov_csv_writer_init(&writer, &out);
	CHECK(sfprov_csv_write_value(&writer, large, SFPROV_CSV_CELL_MAX, &error) == SFPROV_OK);
	free(large);
	/* Rows of all kinds of cells. */
	sfprov_buffer_free(&out);
	sfprov_csv_writer_init(&writer, &out);
	CHECK(sfprov_csv_write_value(&writer, "a", 1, &error) == SFPROV_OK);
	sfprov_csv_write_nothing(&writer);
	sfprov_csv_write_clear(&writer);
	sfprov_csv_end_row(&writer);
	sfprov_csv_write_nothing(&writer);
	sfprov_csv_write_nothing(&writer);
	sfprov_csv_end_row(&writer);
	sfprov_csv_write_nothing(&writer);
	sfprov_csv_end_row(&writer);
	sfprov_csv_write_nothing(&writer);
	CHECK(sfprov_csv_write_value(&writer, "b", 1, &error) == SFPROV_OK);
	sfprov_csv_end_row(&writer);
	CHECK_TEXT(sfprov_buffer_text(&out), "a,,#N/A\n,\n\"\"\n,b\n");
	CHECK(read_in(out.bytes, out.length, 3) == SFPROV_OK);
	CHECK_TEXT(sfprov_buffer_text(&seen), "[a][][#N/A];[][];[];[][b];");
	/* The buffer's limit shows in the buffer. */
	sfprov_buffer_free(&out);
	sfprov_buffer_init(&out, 5);
	sfprov_csv_writer_init(&writer, &out);
	CHECK(sfprov_csv_write_value(&writer, "a,b,c", 5, &error) == SFPROV_OK);
	CHECK(out.failed && out.over_limit);
	sfprov_buffer_free(&out);
	sfprov_buffer_init(&out, 0);
}

static void memory_runs_out(void)
{
	static const char text[] = "a,\"b\"\n\"c\nd\",e\n";
	long n;

	sfprov_buffer_free(&seen);
	for (n = 1; n < 100; n++) {
		sfprov_status status;
		bool failed;

		memory_fail_at(n);
		status = read_in(text, sizeof(text) - 1, 2);
		failed = memory_has_failed();
		memory_fail_at(0);
		CHECK(status == SFPROV_OK ? !failed || seen.failed : error.kind == SFPROV_E_MEMORY);
		sfprov_buffer_free(&seen);
		CHECK_INT(memory_live(), 0);
		if (!failed) {
			break;
		}
	}
	CHECK(n > 3);
}

int main(void)
{
	reading();
	refusals();
	writing();
	memory_runs_out();
	sfprov_buffer_free(&seen);
	sfprov_buffer_free(&out);
	CHECK_INT(memory_live(), 0);
	return unit_summary("base/csv");
}
