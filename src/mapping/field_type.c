/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "mapping/field_type.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define DIGITS_MAX 18

static const struct {
	const char *name;
	const char *words;
} types[] = {
	[SFPROV_FIELD_STRING] = {"string", "a text"},
	[SFPROV_FIELD_BOOLEAN] = {"boolean", "true or false"},
	[SFPROV_FIELD_NUMBER] = {"number", "a number"},
	[SFPROV_FIELD_DATE] = {"date", "a date (YYYY-MM-DD)"},
	[SFPROV_FIELD_DATETIME] = {"datetime", "a date and time (YYYY-MM-DD HH:MM:SS)"},
};

bool sfprov_field_type_of(const char *name, sfprov_field_type *type)
{
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (strcmp(types[i].name, name) == 0) {
			*type = (sfprov_field_type) i;
			return true;
		}
	}
	return false;
}

const char *sfprov_field_type_name(sfprov_field_type type)
{
	return types[type].name;
}

const char *sfprov_field_type_words(sfprov_field_type type)
{
	return types[type].words;
}

static bool is_one_of(const char *text, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (sfprov_text_equal_nocase(text, *words)) {
			return true;
		}
	}
	return false;
}

static json_object *new_boolean(const char *text, bool *wrong)
{
	static const char *const yes[] = {"true", "t", "yes", "y", "1", NULL};
	static const char *const no[] = {"false", "f", "no", "n", "0", NULL};
	bool is_true = is_one_of(text, yes);

	*wrong = !is_true && !is_one_of(text, no);
	return *wrong ? NULL : json_object_new_boolean(is_true);
}

/* The number as JSON writes it: no plus, no needless zeros in front. It is parsed as JSON, so that the locale's decimal point does not matter and the digits of a
 * fraction go out as they came. */
static json_object *new_number(const char *text, bool *wrong)
{
	const char *digits = text + (*text == '-' || *text == '+' ? 1 : 0);
	size_t whole = strspn(digits, "0123456789");
	size_t fraction = digits[whole] == '.' ? strspn(digits + whole + 1, "0123456789") : 0;
	size_t end = whole + (digits[whole] == '.' ? 1 + fraction : 0);
	char number[DIGITS_MAX + 4];
	int length;

	*wrong = whole == 0 || digits[end] != '\0' || (digits[whole] == '.' && fraction == 0);
	for (; !*wrong && whole > 1 && *digits == '0'; whole--, end--) {
		digits++;
	}
	*wrong = *wrong || whole + fraction > DIGITS_MAX;
	if (*wrong) {
		return NULL;
	}
	length = snprintf(number, sizeof(number), "%s%s", *text == '-' ? "-" : "", digits);
	return length < 0 ? NULL : sfprov_json_parse(number, (size_t) length);
}

/* Exactly `count` digits as a number; -1 when there are others. */
static int read_digits(const char *text, size_t count)
{
	int number = 0;
	size_t i;

	for (i = 0; i < count; i++) {
		if (text[i] < '0' || text[i] > '9') {
			return -1;
		}
		number = number * 10 + (text[i] - '0');
	}
	return number;
}

static bool is_date(const char *text)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap;
	int month;
	int year;
	int day;

	if (strlen(text) < 10 || text[4] != '-' || text[7] != '-') {
		return false;
	}
	year = read_digits(text, 4);
	month = read_digits(text + 5, 2);
	day = read_digits(text + 8, 2);
	leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (month == 2 && leap ? 1 : 0);
}

/* What follows a date: nothing, or " HH:MM:SS" with perhaps a Z. Fractions of a second are nothing that the registry stores. */
static bool is_time(const char *text)
{
	int second;
	int minute;
	int hour;

	if (*text == '\0') {
		return true;
	}
	if (strlen(text) < 9 || (text[0] != ' ' && text[0] != 'T') || text[3] != ':' || text[6] != ':') {
		return false;
	}
	hour = read_digits(text + 1, 2);
	minute = read_digits(text + 4, 2);
	second = read_digits(text + 7, 2);
	return hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59 && (text[9] == '\0' || strcmp(text + 9, "Z") == 0);
}

static json_object *new_date(const char *text, bool with_time, bool *wrong)
{
	char date[32];

	*wrong = !is_date(text) || !is_time(text + 10);
	if (*wrong) {
		return NULL;
	}
	(void) snprintf(date, sizeof(date), with_time ? "%.10sT%.8sZ" : "%.10s", text, text[10] == '\0' ? "00:00:00" : text + 11);
	return json_object_new_string(date);
}

sfprov_status sfprov_field_type_convert(json_object *text, sfprov_field_type type, json_object **value, sfprov_error *error)
{
	const char *from = json_object_get_string(text);
	bool wrong = false;

	switch (type) {
		case SFPROV_FIELD_BOOLEAN:
			*value = new_boolean(from, &wrong);
			break;
		case SFPROV_FIELD_NUMBER:
			*value = new_number(from, &wrong);
			break;
		case SFPROV_FIELD_DATE:
		case SFPROV_FIELD_DATETIME:
			*value = new_date(from, type == SFPROV_FIELD_DATETIME, &wrong);
			break;
		default:
			*value = json_object_get(text);
			break;
	}
	return *value == NULL && !wrong ? sfprov_fail_memory(error) : SFPROV_OK;
}
