/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "mapping/field_mapping.h"

#include "base/memory.h"
#include "base/text.h"
#include "mapping/builtin.h"
#include "mapping/field_type.h"

#include <stdio.h>
#include <string.h>

#define CONSTANT "text:"
#define FORM "it must be a JSON list such as [{\"object\": \"Contact\", \"field\": \"Nickname__c\", \"source\": \"PrimaryName.given\"}]"
#define SOURCES \
	"its source must be one of CoPerson.id, .date_of_birth, .timezone, .status, .status_label, PrimaryName.honorific, .given, .middle, .family, " \
	".suffix, .language, EmailAddress.TYPE, Identifier.TYPE, CoPersonRole.title, .o, .ou, .affiliation, .valid_from, .valid_through, TelephoneNumber.TYPE, " \
	"Address.TYPE.street, .room, .locality, .state, .postal_code, .country, or text: with a constant"

static const char *const person_attributes[] = {"id", "date_of_birth", "timezone", "status", "status_label", NULL};
static const char *const name_attributes[] = {"honorific", "given", "middle", "family", "suffix", "language", NULL};
static const char *const role_attributes[] = {"title", "o", "ou", "affiliation", "valid_from", "valid_through", NULL};
static const char *const address_attributes[] = {"street", "room", "locality", "state", "postal_code", "country", NULL};

/* Sources name a model, then a type, an attribute, or both. */
static const struct {
	const char *model;
	sfprov_field_origin origin;
	bool typed;
	const char *const *attributes; /* NULL: `attribute` it is */
	const char *attribute;
} sources[] = {
	{"CoPerson.", SFPROV_FROM_PERSON, false, person_attributes, NULL},
	{"PrimaryName.", SFPROV_FROM_NAME, false, name_attributes, NULL},
	{"EmailAddress.", SFPROV_FROM_EMAIL, true, NULL, "mail"},
	{"Identifier.", SFPROV_FROM_IDENTIFIER, true, NULL, "identifier"},
	{"CoPersonRole.", SFPROV_FROM_ROLE, false, role_attributes, NULL},
	{"Address.", SFPROV_FROM_ADDRESS, true, address_attributes, NULL},
	{"TelephoneNumber.", SFPROV_FROM_TELEPHONE, true, NULL, NULL},
};

static sfprov_status refuse(const char *what, sfprov_error *error)
{
	return sfprov_fail(
		error, SFPROV_E_CONFIGURATION, "The provisioning target's field_mapping is not usable: %s. Correct it in the target's configuration", what);
}

/* The entry's number, and its field once that is known to be a name. */
static sfprov_status refuse_entry(size_t at, const sfprov_field_rule *rule, const char *what, sfprov_error *error)
{
	return sfprov_fail(error, SFPROV_E_CONFIGURATION,
		"The provisioning target's field_mapping is not usable: entry %zu%s%s%s%s: %s. Correct it in the target's configuration", at + 1,
		rule->field == NULL ? "" : " (", rule->field == NULL ? "" : (rule->coperson ? "CoPerson__c." : "Contact."), rule->field == NULL ? "" : rule->field,
		rule->field == NULL ? "" : ")", what);
}

static const char *find(const char *const *list, const char *text)
{
	for (; list != NULL && *list != NULL; list++) {
		if (strcmp(*list, text) == 0) {
			return *list;
		}
	}
	return NULL;
}

static bool take_type(const char *text, size_t length, sfprov_field_rule *rule)
{
	size_t characters = 0;
	size_t i;

	for (i = 0; i < length; i++) {
		if ((unsigned char) text[i] < ' ' || text[i] == 0x7f) {
			return false;
		}
		characters += ((unsigned char) text[i] & 0xc0) == 0x80 ? 0 : 1;
	}
	if (length == 0 || characters > SFPROV_REGISTRY_TYPE_MAX || length >= sizeof(rule->registry_type)) {
		return false;
	}
	memcpy(rule->registry_type, text, length);
	rule->registry_type[length] = '\0';
	/* These are the registry's own notes, such as the Contact's id. */
	return rule->origin != SFPROV_FROM_IDENTIFIER || strcmp(rule->registry_type, "provisioningtarget") != 0;
}

/* Takes a source apart; false when there is none of this name. */
static bool read_source(const char *source, sfprov_field_rule *rule)
{
	const char *rest;
	const char *dot;
	size_t i;

	for (i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		if (!sfprov_text_starts_with(source, sources[i].model)) {
			continue;
		}
		rest = source + strlen(sources[i].model);
		rule->origin = sources[i].origin;
		rule->attribute = sources[i].attribute;
		if (!sources[i].typed) {
			rule->attribute = find(sources[i].attributes, rest);
			return rule->attribute != NULL;
		}
		if (sources[i].attributes == NULL) {
			return take_type(rest, strlen(rest), rule);
		}
		/* A type may have a full stop in it, an attribute has none. */
		dot = strrchr(rest, '.');
		rule->attribute = dot == NULL ? NULL : find(sources[i].attributes, dot + 1);
		return rule->attribute != NULL && take_type(rest, (size_t) (dot - rest), rule);
	}
	return false;
}

static sfprov_status read_constant(size_t at, json_object *source, sfprov_field_rule *rule, sfprov_error *error)
{
	json_object *text;
	json_object *value = NULL;
	sfprov_status status;
	char what[128];

	rule->origin = SFPROV_FROM_CONSTANT;
	rule->constant = rule->source + strlen(CONSTANT);
	if (*rule->constant == '\0' || json_object_get_string_len(source) > (int) (strlen(CONSTANT) + SFPROV_FIELD_CONSTANT_LIMIT)) {
		(void) snprintf(what, sizeof(what), "after text: there must be a constant of 1 to %d bytes", SFPROV_FIELD_CONSTANT_LIMIT);
		return refuse_entry(at, rule, what, error);
	}
	text = json_object_new_string(rule->constant);
	status = text == NULL ? sfprov_fail_memory(error) : sfprov_field_type_convert(text, rule->type, &value, error);
	if (status == SFPROV_OK && value == NULL) {
		(void) snprintf(what, sizeof(what), "its constant must be %s, since that is its type", sfprov_field_type_words(rule->type));
		status = refuse_entry(at, rule, what, error);
	}
	json_object_put(value);
	json_object_put(text);
	return status;
}

static bool has_only_known_keys(json_object *entry)
{
	static const char *const keys[] = {"object", "field", "source", "type", NULL};
	struct json_object_iterator at = json_object_iter_begin(entry);
	struct json_object_iterator end = json_object_iter_end(entry);

	for (; !json_object_iter_equal(&at, &end); json_object_iter_next(&at)) {
		if (find(keys, json_object_iter_peek_name(&at)) == NULL) {
			return false;
		}
	}
	return true;
}

static sfprov_status read_entry(size_t at, json_object *entry, sfprov_field_rule *rule, sfprov_error *error)
{
	json_object *type = sfprov_json_get(entry, "type");
	const char *type_name = type == NULL ? "string" : sfprov_json_get_text(entry, "type");
	const char *object = sfprov_json_get_text(entry, "object");
	const char *field = sfprov_json_get_text(entry, "field");

	if (!json_object_is_type(entry, json_type_object) || !has_only_known_keys(entry)) {
		return refuse_entry(at, rule, "it must have the keys object, field and source, perhaps type, and no others", error);
	}
	if (object == NULL || (strcmp(object, "Contact") != 0 && strcmp(object, "CoPerson__c") != 0)) {
		return refuse_entry(at, rule, "its object must be Contact or CoPerson__c", error);
	}
	if (field == NULL || !sfprov_text_is_api_name(field)) {
		return refuse_entry(at, rule, "its field must be the API name of a field, such as Nickname__c", error);
	}
	rule->coperson = strcmp(object, "CoPerson__c") == 0;
	rule->field = field;
	if (type_name == NULL || !sfprov_field_type_of(type_name, &rule->type)) {
		return refuse_entry(at, rule, "its type must be string, boolean, number, date or datetime", error);
	}
	rule->source = sfprov_json_get_text(entry, "source");
	if (rule->source == NULL) {
		return refuse_entry(at, rule, SOURCES, error);
	}
	if (sfprov_text_starts_with(rule->source, CONSTANT)) {
		return read_constant(at, sfprov_json_get(entry, "source"), rule, error);
	}
	return read_source(rule->source, rule) ? SFPROV_OK : refuse_entry(at, rule, SOURCES, error);
}

static bool is_taken(const sfprov_field_mapping *mapping, size_t count, const sfprov_field_rule *rule)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (mapping->rules[i].coperson == rule->coperson && sfprov_text_equal_nocase(mapping->rules[i].field, rule->field)) {
			return true;
		}
	}
	return false;
}

sfprov_status sfprov_field_mapping_read(const char *text, sfprov_field_mapping *mapping, sfprov_error *error)
{
	char what[128];
	size_t count;
	size_t i;

	memset(mapping, 0, sizeof(*mapping));
	if (text == NULL) {
		return SFPROV_OK;
	}
	if (strlen(text) > SFPROV_FIELD_MAPPING_LIMIT) {
		(void) snprintf(what, sizeof(what), "it is longer than %d bytes", SFPROV_FIELD_MAPPING_LIMIT);
		return refuse(what, error);
	}
	mapping->document = sfprov_json_parse(text, strlen(text));
	if (!json_object_is_type(mapping->document, json_type_array)) {
		return refuse(FORM, error);
	}
	count = json_object_array_length(mapping->document);
	if (count > SFPROV_FIELD_RULES_MAX) {
		(void) snprintf(what, sizeof(what), "it has more than %d entries", SFPROV_FIELD_RULES_MAX);
		return refuse(what, error);
	}
	if (count == 0) {
		return SFPROV_OK;
	}
	mapping->rules = sfprov_alloc(count, sizeof(*mapping->rules));
	if (mapping->rules == NULL) {
		return sfprov_fail_memory(error);
	}
	for (i = 0; i < count; i++) {
		if (read_entry(i, json_object_array_get_idx(mapping->document, i), &mapping->rules[i], error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
		if (is_taken(mapping, i, &mapping->rules[i])) {
			return refuse_entry(i, &mapping->rules[i], "an entry before it maps the same field", error);
		}
	}
	mapping->count = count;
	return SFPROV_OK;
}

sfprov_status sfprov_field_mapping_check(const sfprov_target *target, sfprov_error *error)
{
	char what[128];
	size_t i;

	for (i = 0; i < target->field_mapping.count; i++) {
		const sfprov_field_rule *rule = &target->field_mapping.rules[i];
		const char *filler = sfprov_builtin_filler(target, rule->coperson, rule->field);

		if (filler != NULL) {
			(void) snprintf(what, sizeof(what), "%s fills this field already; choose another field or take the entry out", filler);
			return refuse_entry(i, rule, what, error);
		}
	}
	return SFPROV_OK;
}

void sfprov_field_mapping_free(sfprov_field_mapping *mapping)
{
	sfprov_free(mapping->rules);
	json_object_put(mapping->document);
	memset(mapping, 0, sizeof(*mapping));
}
