/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Attribute enumerations: the registry stores a code of a dictionary, and provisions what it stands for. */
#include "php/people_source_internal.h"

#include <inttypes.h>

#define VALUES_OF(column) \
	"SELECT DISTINCT CAST(r." column " AS BINARY) FROM {co_person_roles} r JOIN {co_people} p ON p.id = r.co_person_id AND p.co_id = ? WHERE r." column \
	" IS NOT NULL AND r.co_person_role_id IS NULL AND r.deleted IS NOT TRUE"

static const struct {
	const char *name;
	const char *values;
} attributes[SFPROV_ENUMERATED_COUNT] = {
	{"CoPersonRole.o", VALUES_OF("o")},
	{"CoPersonRole.ou", VALUES_OF("ou")},
	{"CoPersonRole.title", VALUES_OF("title")},
};

/* Where the entries of a dictionary stand, by its mode: the first row with a key is the one that the framework finds. An archived or deleted department is found
 * too, because it is looked for by its id. */
static const struct {
	const char *mode;
	const char *sql;
	bool of_co; /* the parameter is the CO; else the dictionary */
	bool by_number;
} dictionaries[] = {
	{"S",
		"SELECT COALESCE(code, value), value FROM {dictionary_entries} WHERE dictionary_id = ? AND dictionary_entry_id IS NULL AND deleted IS NOT TRUE "
		"ORDER BY id",
		false, false},
	{"OU", "SELECT id, name FROM {co_departments} WHERE co_id = ? ORDER BY id", true, true},
	{"O", "SELECT id, name FROM {organizations} WHERE co_id = ? ORDER BY id", true, true},
};

static sfprov_status read_entries(sfprov_people_source *source, const char *sql, int64_t parameter, json_object *entries, sfprov_error *error)
{
	sfprov_statement statement = {0};
	sfprov_status status = SFPROV_FAILED;

	if (sfprov_statement_prepare(&statement, source->database, sql, error) != SFPROV_OK) {
		goto out;
	}
	sfprov_statement_bind_int(&statement, parameter);
	if (sfprov_statement_execute(&statement, error) != SFPROV_OK || sfprov_statement_fetch_all(&statement, error) != SFPROV_OK) {
		goto out;
	}
	while (sfprov_statement_next(&statement)) {
		const char *key = sfprov_statement_text(&statement, 0);

		if (key != NULL && !json_object_object_get_ex(entries, key, NULL) && !sfprov_json_set_text(entries, key, sfprov_statement_text(&statement, 1))) {
			(void) sfprov_fail_memory(error);
			goto out;
		}
	}
	status = SFPROV_OK;
out:
	sfprov_statement_free(&statement);
	return status;
}

/* The entry that the database finds for a value. */
static sfprov_status ask_for_entry(sfprov_people_source *source, int64_t dictionary_id, const char *value, json_object *entries, sfprov_error *error)
{
	sfprov_statement statement = {0};
	sfprov_status status = SFPROV_FAILED;
	bool found;

	if (sfprov_statement_prepare(&statement, source->database,
			"SELECT value FROM {dictionary_entries} WHERE dictionary_id = ? AND (code = ? OR (code IS NULL AND value = ?)) "
			"AND dictionary_entry_id IS NULL AND deleted IS NOT TRUE ORDER BY id LIMIT 1",
			error)
		!= SFPROV_OK) {
		goto out;
	}
	sfprov_statement_bind_int(&statement, dictionary_id);
	sfprov_statement_bind_text(&statement, value);
	sfprov_statement_bind_text(&statement, value);
	if (sfprov_statement_execute(&statement, error) != SFPROV_OK || sfprov_statement_fetch(&statement, &found, error) != SFPROV_OK) {
		goto out;
	}
	if (found && !sfprov_json_set_text(entries, value, sfprov_statement_text(&statement, 0))) {
		(void) sfprov_fail_memory(error);
		goto out;
	}
	status = SFPROV_OK;
out:
	sfprov_statement_free(&statement);
	return status;
}

/* MySQL and MariaDB compare without regard to case, accents and blanks at the end, by a collation that only they know: there the database says, once for each
 * value that a role of the CO has. */
static sfprov_status ask_for_values(sfprov_people_source *source, const char *sql, int64_t dictionary_id, json_object *entries, sfprov_error *error)
{
	sfprov_statement statement = {0};
	sfprov_status status = SFPROV_FAILED;

	if (sfprov_statement_prepare(&statement, source->database, sql, error) != SFPROV_OK) {
		goto out;
	}
	sfprov_statement_bind_int(&statement, source->target.co_id);
	if (sfprov_statement_execute(&statement, error) != SFPROV_OK || sfprov_statement_fetch_all(&statement, error) != SFPROV_OK) {
		goto out;
	}
	while (sfprov_statement_next(&statement)) {
		const char *value = sfprov_statement_text(&statement, 0);

		if (value != NULL && *value != '\0' && ask_for_entry(source, dictionary_id, value, entries, error) != SFPROV_OK) {
			goto out;
		}
	}
	status = SFPROV_OK;
out:
	sfprov_statement_free(&statement);
	return status;
}

/* A dictionary that is gone, or of a kind unknown, knows no value. */
static sfprov_status load_dictionary(sfprov_people_source *source, sfprov_enumerated which, int64_t id, const char *mode, int64_t co_id, sfprov_error *error)
{
	sfprov_enumeration *enumeration = &source->enumerations[which];
	size_t i;

	for (i = 0; i < sizeof(dictionaries) / sizeof(dictionaries[0]); i++) {
		if (mode != NULL && strcmp(mode, dictionaries[i].mode) == 0) {
			break;
		}
	}
	if (i == sizeof(dictionaries) / sizeof(dictionaries[0])) {
		return SFPROV_OK;
	}
	enumeration->by_number = dictionaries[i].by_number;
	enumeration->entries = json_object_new_object();
	if (enumeration->entries == NULL) {
		return sfprov_fail_memory(error);
	}
	if (read_entries(source, dictionaries[i].sql, dictionaries[i].of_co ? co_id : id, enumeration->entries, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (source->database->dialect != SFPROV_MYSQL || enumeration->by_number) {
		return SFPROV_OK;
	}
	return ask_for_values(source, attributes[which].values, id, enumeration->entries, error);
}

static sfprov_enumerated attribute_number(const char *attribute)
{
	size_t i;

	for (i = 0; i < SFPROV_ENUMERATED_COUNT; i++) {
		if (attribute != NULL && strcmp(attribute, attributes[i].name) == 0) {
			break;
		}
	}
	return (sfprov_enumerated) i;
}

sfprov_status sfprov_people_enumerations_load(sfprov_people_source *source, sfprov_error *error)
{
	sfprov_statement statement = {0};
	sfprov_status status = SFPROV_FAILED;

	if (sfprov_statement_prepare(&statement, source->database,
			"SELECT a.attribute, a.allow_other, a.dictionary_id, d.mode, d.co_id FROM {attribute_enumerations} a LEFT JOIN {dictionaries} d "
			"ON d.id = a.dictionary_id WHERE a.co_id = ? AND a.status = 'A' AND a.attribute IN ('CoPersonRole.o', 'CoPersonRole.ou', 'CoPersonRole.title') "
			"AND a.attribute_enumeration_id IS NULL AND a.deleted IS NOT TRUE ORDER BY a.id",
			error)
		!= SFPROV_OK) {
		goto out;
	}
	sfprov_statement_bind_int(&statement, source->target.co_id);
	if (sfprov_statement_execute(&statement, error) != SFPROV_OK || sfprov_statement_fetch_all(&statement, error) != SFPROV_OK) {
		goto out;
	}
	while (sfprov_statement_next(&statement)) {
		sfprov_enumerated which = attribute_number(sfprov_statement_text(&statement, 0));

		if (which == SFPROV_ENUMERATED_COUNT || source->enumerations[which].defined) {
			continue;
		}
		source->enumerations[which].defined = true;
		source->enumerations[which].allow_other = sfprov_statement_bool(&statement, 1);
		if (load_dictionary(
				source, which, sfprov_statement_int(&statement, 2), sfprov_statement_text(&statement, 3), sfprov_statement_int(&statement, 4), error)
			!= SFPROV_OK) {
			goto out;
		}
	}
	status = SFPROV_OK;
out:
	sfprov_statement_free(&statement);
	return status;
}

void sfprov_people_enumerations_free(sfprov_people_source *source)
{
	size_t i;

	for (i = 0; i < SFPROV_ENUMERATED_COUNT; i++) {
		json_object_put(source->enumerations[i].entries);
		source->enumerations[i].entries = NULL;
	}
}

/* The framework casts the stored text to a number, as PHP does. */
static int64_t php_number(const char *value)
{
	zval text;
	int64_t number;

	ZVAL_STRING(&text, value);
	number = (int64_t) zval_get_long(&text);
	zval_ptr_dtor(&text);
	return number;
}

sfprov_status sfprov_people_enumeration_show(
	const sfprov_people_source *source, sfprov_enumerated which, const char *value, const char **shown, sfprov_error *error)
{
	const sfprov_enumeration *enumeration = &source->enumerations[which];
	json_object *found = NULL;
	char digits[24];

	*shown = value;
	if (!enumeration->defined) {
		return SFPROV_OK;
	}
	if (enumeration->by_number) {
		(void) snprintf(digits, sizeof(digits), "%" PRId64, php_number(value));
	}
	if (enumeration->entries != NULL && json_object_object_get_ex(enumeration->entries, enumeration->by_number ? digits : value, &found)) {
		*shown = found == NULL ? NULL : json_object_get_string(found);
		return SFPROV_OK;
	}
	if (enumeration->allow_other) {
		return SFPROV_OK;
	}
	(void) sfprov_fail(error, SFPROV_E_INPUT,
		"The value of %s is not in the dictionary of its attribute enumeration, which allows no others: correct the role, or the enumeration",
		attributes[which].name);
	sfprov_error_add_field(error, attributes[which].name);
	return SFPROV_FAILED;
}
