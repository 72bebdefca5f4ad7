/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "salesforce/errors.h"

#include "base/text.h"
#include "http/retry.h"
#include "salesforce/error_table.h"

#include <stdio.h>
#include <string.h>

/* The longest error body that is looked into before the answer is read properly. */
#define CODE_BODY_LIMIT ((size_t) 256 * 1024)
#define TEXT_SIZE 256
#define DUPLICATES_MAX 200

static json_object *first_error(json_object *body)
{
	if (json_object_is_type(body, json_type_array)) {
		body = json_object_array_length(body) > 0 ? json_object_array_get_idx(body, 0) : NULL;
	}
	return json_object_is_type(body, json_type_object) ? body : NULL;
}

static bool is_code(const char *code)
{
	size_t i;

	for (i = 0; code[i] != '\0'; i++) {
		if (!sfprov_text_is_alnum(code[i]) && code[i] != '_') {
			return false;
		}
	}
	return i > 0 && i < SFPROV_ERROR_CODE_SIZE;
}

/* A result of a collection says statusCode and keeps its errors in a list. */
const char *sfprov_sf_code(json_object *body)
{
	json_object *entry = first_error(body);
	const char *code = sfprov_json_get_text(entry, "errorCode");

	if (code == NULL) {
		code = sfprov_json_get_text(entry, "statusCode");
	}
	return code != NULL && is_code(code) ? code : NULL;
}

const char *sfprov_sf_text(json_object *body)
{
	return sfprov_json_get_text(first_error(body), "message");
}

static bool is_concurrent(const char *text)
{
	return text != NULL && sfprov_text_contains_nocase(text, "concurrent");
}

void sfprov_sf_answer_code(const sfprov_http_answer *answer, char code[SFPROV_ERROR_CODE_SIZE])
{
	json_object *body = NULL;
	const char *found;

	code[0] = '\0';
	if (answer->status >= 400 && answer->body.length <= CODE_BODY_LIMIT) {
		body = sfprov_json_parse(sfprov_buffer_text(&answer->body), answer->body.length);
	}
	found = sfprov_sf_code(body);
	if (found != NULL) {
		bool concurrent = strcmp(found, "REQUEST_LIMIT_EXCEEDED") == 0 && is_concurrent(sfprov_sf_text(body));

		(void) snprintf(code, SFPROV_ERROR_CODE_SIZE, "%s%s", found, concurrent ? SFPROV_CODE_CONCURRENT : "");
	}
	json_object_put(body);
}

bool sfprov_sf_session_ended(int status, json_object *body)
{
	const char *code = sfprov_sf_code(body);
	const char *text = sfprov_sf_text(body);

	if (status != 401 || code == NULL || strcmp(code, "INVALID_SESSION_ID") != 0) {
		return false;
	}
	return text == NULL || (!sfprov_text_contains_nocase(text, "not valid for use with") && !sfprov_text_contains_nocase(text, "not attached to"));
}

/* Copies up to `stop` (a byte, or the end of the line), and not more than fits. */
static void copy_until(char *out, const char *from, const char *stop)
{
	size_t length = strcspn(from, "\r\n");
	const char *end = *stop == '\0' ? NULL : strstr(from, stop);

	if (end != NULL && (size_t) (end - from) < length) {
		length = (size_t) (end - from);
	}
	if (length >= TEXT_SIZE) {
		length = TEXT_SIZE - 1;
	}
	memcpy(out, from, length);
	out[length] = '\0';
}

/* "(max length=40)" */
static void tell_length(char *out, const char *text)
{
	static const char mark[] = "max length=";
	const char *found = strstr(text, mark);
	const char *next;
	size_t digits;

	/* The value stands before it and may hold the same words: the last one is Salesforce's. */
	while (found != NULL && (next = strstr(found + 1, mark)) != NULL) {
		found = next;
	}
	digits = found == NULL ? 0 : strspn(found + sizeof(mark) - 1, "0123456789");
	if (digits > 0 && digits < 10) {
		(void) snprintf(out, TEXT_SIZE, "at most %.*s characters", (int) digits, found + sizeof(mark) - 1);
	}
}

/* Words in quotes and words with an @ give way to dots. */
static void mask(char *text)
{
	static const char quotes[] = "'\"";
	char *from = text;
	char *to = text;

	while (*from != '\0') {
		bool at_start = from == text || from[-1] == ' ' || from[-1] == '(' || from[-1] == '[';
		size_t length = strcspn(from, " ");

		if (at_start && strchr(quotes, *from) != NULL && strchr(from + 1, *from) != NULL) {
			length = (size_t) (strchr(from + 1, *from) - from) + 1;
		} else if (!at_start || length < 2 || memchr(from, '@', length) == NULL) {
			*to++ = *from++;
			continue;
		}
		/* At least two bytes are replaced: the shortest is an empty pair of quotes. */
		*to++ = '.';
		*to++ = '.';
		from += length;
	}
	*to = '\0';
}

static void tell_column(char *out, const char *text)
{
	static const char *const marks[] = {"No such column", "No such relation", "Didn't understand relationship", "sObject type", "ERROR at Row"};
	size_t i;

	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		const char *found = strstr(text, marks[i]);

		if (found != NULL) {
			copy_until(out, found, ". ");
			return;
		}
	}
}

static void tell_text(char out[TEXT_SIZE], sfprov_sf_text_use use, const char *text)
{
	out[0] = '\0';
	if (text == NULL) {
		return;
	}
	switch (use) {
		case SFPROV_TEXT_NONE:
			break;
		case SFPROV_TEXT_KEEP:
			copy_until(out, text, "");
			break;
		case SFPROV_TEXT_LENGTH:
			tell_length(out, text);
			break;
		case SFPROV_TEXT_COLUMN:
			tell_column(out, text);
			break;
		case SFPROV_TEXT_SENTENCE:
			copy_until(out, text, ". ");
			break;
		case SFPROV_TEXT_GUARDED:
			copy_until(out, text, ": ");
			mask(out);
			break;
	}
}

/* A name of a field, or a path of names through relationships. */
static bool is_field(const char *name)
{
	size_t i;

	for (i = 0; name[i] != '\0'; i++) {
		if (!sfprov_text_is_alnum(name[i]) && name[i] != '_' && name[i] != '.') {
			return false;
		}
	}
	return i > 0 && i <= 120;
}

static void add_fields(json_object *entry, sfprov_error *error)
{
	json_object *fields = sfprov_json_get(entry, "fields");
	size_t i;

	if (!json_object_is_type(fields, json_type_array)) {
		return;
	}
	for (i = 0; i < json_object_array_length(fields) && i < 50; i++) {
		json_object *field = json_object_array_get_idx(fields, i);

		if (json_object_is_type(field, json_type_string) && is_field(json_object_get_string(field))) {
			sfprov_error_add_field(error, json_object_get_string(field));
		}
	}
}

/* Salesforce takes an id that it does not know for the name of an external id field: what comes last in the text tells which it was. */
static bool is_missing_key_field(const char *text)
{
	const char *last;

	if (text == NULL || !sfprov_text_contains_nocase(text, "external ID field does not exist")) {
		return false;
	}
	last = strrchr(text, ' ');
	return last == NULL || !sfprov_text_is_record_id(last + 1);
}

static void refine(sfprov_sf_meaning *meaning, const char *text)
{
	if (meaning->code == NULL || text == NULL) {
		return;
	}
	if (strcmp(meaning->code, "REQUEST_LIMIT_EXCEEDED") == 0 && is_concurrent(text)) {
		meaning->outcome = SFPROV_OUTCOME_THROTTLED;
		meaning->summary = "too many long requests of the org run at once";
		meaning->remedy = "It is tried again later; let fewer jobs run at the same time.";
	} else if (strcmp(meaning->code, "NOT_FOUND") == 0 && is_missing_key_field(text)) {
		meaning->kind = SFPROV_E_CONFIGURATION;
		meaning->text = SFPROV_TEXT_KEEP;
		meaning->summary = "the external id field does not exist, or the user cannot see it";
		meaning->remedy = "Create the field in Salesforce with External ID and Unique, let the user see and edit it, or change the provisioning target.";
	} else if (strcmp(meaning->code, "DUPLICATE_VALUE") == 0 && sfprov_text_contains_nocase(text, "external id specified")) {
		meaning->text = SFPROV_TEXT_NONE;
		meaning->summary = "two records of one request have the same external id";
		meaning->remedy = "Give the people different identifiers in the registry.";
	} else if (strcmp(meaning->code, "FIELD_INTEGRITY_EXCEPTION") == 0 && sfprov_text_starts_with(text, "There's a problem with this")) {
		meaning->text = SFPROV_TEXT_KEEP;
	} else if (strcmp(meaning->code, "INVALID_SESSION_ID") == 0 && sfprov_text_contains_nocase(text, "not valid for use with")) {
		meaning->remedy = "The token's scope lacks 'api', or the user is of a kind without REST access: grant the scope and obtain a new token.";
	} else if (strcmp(meaning->code, "INVALID_SESSION_ID") == 0 && sfprov_text_contains_nocase(text, "not attached to")) {
		meaning->remedy = "Attach the app to the agent in Salesforce, or use another app.";
	}
}

static void make_message(sfprov_error *error, const sfprov_sf_meaning *meaning, int status, const char *what, const char *own_words, size_t others)
{
	char code[SFPROV_ERROR_CODE_SIZE + 16] = "";
	char more[48] = "";
	char fields[SFPROV_ERROR_FIELDS_SIZE];

	(void) snprintf(fields, sizeof(fields), "%s", error->fields);
	if (error->code[0] != '\0') {
		(void) snprintf(code, sizeof(code), "%s, ", error->code);
	}
	if (others > 0) {
		(void) snprintf(more, sizeof(more), ", and %zu more", others);
	}
	(void) snprintf(error->message, sizeof(error->message), "%s: %s%s%s%s%s%s (%sHTTP %d). %s", what, meaning->summary, fields[0] == '\0' ? "" : ", in ",
		fields, own_words[0] == '\0' ? "" : ": ", own_words, more, code, status, meaning->remedy);
	sfprov_text_scrub(error->message);
}

sfprov_status sfprov_sf_error_of_answer(int status, json_object *body, const char *what, sfprov_error *error)
{
	const char *code = sfprov_sf_code(body);
	const sfprov_sf_meaning *known = code == NULL ? NULL : sfprov_sf_meaning_of_code(code);
	sfprov_sf_meaning meaning = known != NULL ? *known : *sfprov_sf_meaning_of_status(status);
	size_t count = json_object_is_type(body, json_type_array) ? json_object_array_length(body) : 0;
	char words[TEXT_SIZE];
	size_t i;

	if (error == NULL) {
		return SFPROV_FAILED;
	}
	/* The status decides where the code says nothing of it: a 5xx may have been done whatever it calls itself, and 410 is the version. */
	if (status >= 500 && meaning.outcome == SFPROV_OUTCOME_REFUSED) {
		meaning.outcome = SFPROV_OUTCOME_UNKNOWN;
		meaning.kind = SFPROV_E_SERVER;
	} else if (status == 410 || status == 300) {
		meaning = *sfprov_sf_meaning_of_status(status);
	}
	if (code == NULL && meaning.kind == SFPROV_E_RECORD && status != 300) {
		meaning.kind = SFPROV_E_CONFIGURATION;
		meaning.summary = "the request was refused, and not in Salesforce's words";
		meaning.remedy = "Check the instance URL, and that no proxy or firewall answers in Salesforce's place.";
	}
	refine(&meaning, sfprov_sf_text(body));
	tell_text(words, meaning.text, sfprov_sf_text(body));
	sfprov_error_clear(error);
	error->kind = meaning.kind;
	error->outcome = meaning.outcome;
	error->http_status = status;
	sfprov_error_set_code(error, code);
	if (count == 0) {
		add_fields(first_error(body), error);
	}
	for (i = 0; status != 300 && i < count && i < 100; i++) {
		add_fields(json_object_array_get_idx(body, i), error);
	}
	make_message(error, &meaning, status, what, words, status != 300 && count > 1 ? count - 1 : 0);
	return SFPROV_FAILED;
}

/* An id that names nothing may also be one in a field: then the error names the field. */
static bool names_gone_record(json_object *errors)
{
	const char *code = sfprov_sf_code(errors);
	json_object *fields = sfprov_json_get(first_error(errors), "fields");

	if (code == NULL || (json_object_is_type(fields, json_type_array) && json_object_array_length(fields) > 0)) {
		return false;
	}
	return strcmp(code, "ENTITY_IS_DELETED") == 0 || strcmp(code, "NOT_FOUND") == 0 || strcmp(code, "INVALID_CROSS_REFERENCE_KEY") == 0;
}

sfprov_status sfprov_sf_error_of_record(json_object *errors, bool named, const char *what, sfprov_error *error)
{
	return sfprov_sf_error_of_answer(named && names_gone_record(errors) ? 404 : 400, errors, what, error);
}

sfprov_status sfprov_sf_error_of_content(int status, bool is_html, const char *what, sfprov_error *error)
{
	if (status >= 300) {
		return sfprov_sf_error_of_answer(status, NULL, what, error);
	}
	if (is_html) {
		(void) sfprov_fail(error, SFPROV_E_SERVER,
			"%s: a web page came instead of data (HTTP %d). Something else than the org's API answers at the instance URL: "
			"the org may be under maintenance or have moved to another instance (instance refresh): obtain a new token, which names the current instance URL, "
			"and clear an instance URL that was set by hand.",
			what, status);
	} else {
		(void) sfprov_fail(error, SFPROV_E_SERVER,
			"%s: the answer could not be read (HTTP %d): it is cut, or not JSON. Check that no proxy or firewall changes "
			"answers.",
			what, status);
	}
	if (error != NULL) {
		error->outcome = SFPROV_OUTCOME_UNKNOWN;
		error->http_status = status;
	}
	return SFPROV_FAILED;
}

bool sfprov_sf_error_is_gone(const sfprov_error *error)
{
	return error->kind == SFPROV_E_RECORD && error->http_status == 404
		&& (strcmp(error->code, "ENTITY_IS_DELETED") == 0 || strcmp(error->code, "NOT_FOUND") == 0 || strcmp(error->code, "INVALID_CROSS_REFERENCE_KEY") == 0);
}

static bool add_id(json_object *ids, const char *id)
{
	size_t i;

	for (i = 0; i < json_object_array_length(ids); i++) {
		if (sfprov_text_same_record_id(json_object_get_string(json_object_array_get_idx(ids, i)), id)) {
			return true;
		}
	}
	return i >= DUPLICATES_MAX || sfprov_json_append(ids, json_object_new_string(id));
}

static bool add_matches(json_object *ids, json_object *match_result)
{
	json_object *records = sfprov_json_get(match_result, "matchRecords");
	size_t count = json_object_is_type(records, json_type_array) ? json_object_array_length(records) : 0;
	size_t i;

	for (i = 0; i < count && i < DUPLICATES_MAX; i++) {
		const char *id = sfprov_json_get_text(sfprov_json_get(json_object_array_get_idx(records, i), "record"), "Id");

		if (id != NULL && sfprov_text_is_record_id(id) && !add_id(ids, id)) {
			return false;
		}
	}
	return true;
}

json_object *sfprov_sf_duplicate_ids(json_object *body)
{
	json_object *entry = first_error(body);
	json_object *result = sfprov_json_get(entry, "duplicateResut");
	json_object *ids = json_object_new_array();
	json_object *matches;
	size_t i;

	/* The misspelt name is Salesforce's; it may mend it one day. */
	if (result == NULL) {
		result = sfprov_json_get(entry, "duplicateResult");
	}
	matches = sfprov_json_get(result, "matchResults");
	if (ids == NULL || !json_object_is_type(matches, json_type_array)) {
		return ids;
	}
	for (i = 0; i < json_object_array_length(matches) && i < DUPLICATES_MAX; i++) {
		if (!add_matches(ids, json_object_array_get_idx(matches, i))) {
			json_object_put(ids);
			return NULL;
		}
	}
	return ids;
}

bool sfprov_sf_duplicate_value_id(json_object *body, char id[19])
{
	const char *text = sfprov_sf_text(body);
	const char *code = sfprov_sf_code(body);
	size_t end;
	size_t start;

	if (text == NULL || code == NULL || strcmp(code, "DUPLICATE_VALUE") != 0) {
		return false;
	}
	end = strlen(text);
	while (end > 0 && (text[end - 1] == '.' || text[end - 1] == ' ')) {
		end--;
	}
	for (start = end; start > 0 && sfprov_text_is_alnum(text[start - 1]);) {
		start--;
	}
	if (end - start != 15 && end - start != 18) {
		return false;
	}
	/* "Duplicate external id specified: <value>" also ends in a word, which is no id even where it looks like one. */
	if (start < 4 || strncmp(text + start - 4, "id: ", 4) != 0) {
		return false;
	}
	memcpy(id, text + start, end - start);
	id[end - start] = '\0';
	return true;
}
