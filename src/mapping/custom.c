/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "mapping/custom.h"

#include "mapping/field_type.h"
#include "mapping/identifier.h"
#include "mapping/models.h"
#include "mapping/telephone.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What the entries read from. */
typedef struct origin {
	const sfprov_row *data;
	const sfprov_row *name; /* NULL: skeletal */
	sfprov_row person;      /* not read for a skeletal record */
	sfprov_row role;        /* likewise */
	const char *status_label;
	const sfprov_mapped *mapped;
} origin;

/* The text of one source: UNKNOWN, NONE, or FOUND with a new reference. */
typedef struct outcome {
	sfprov_presence presence;
	json_object *text;
} outcome;

/* A text that is known, perhaps to be empty. */
static sfprov_status take_text(const char *text, outcome *result, sfprov_error *error)
{
	result->presence = SFPROV_FOUND;
	result->text = json_object_new_string(text);
	return result->text == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
}

static sfprov_status take_attribute(const sfprov_row *row, const char *attribute, outcome *result, sfprov_error *error)
{
	result->presence = row->presence;
	if (row->presence != SFPROV_FOUND) {
		return SFPROV_OK;
	}
	if (sfprov_registry_text(row, attribute, &result->text, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	result->presence = result->text == NULL ? SFPROV_NONE : SFPROV_FOUND;
	return SFPROV_OK;
}

static sfprov_status take_telephone(const origin *from, const sfprov_field_rule *rule, outcome *result, sfprov_error *error)
{
	sfprov_row row;

	if (sfprov_role_first(&from->role, &sfprov_model_telephone_number, rule->registry_type, &row, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	result->presence = row.presence;
	if (row.presence == SFPROV_FOUND) {
		if (sfprov_telephone_format(&row, &result->text, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
		result->presence = result->text == NULL ? SFPROV_NONE : SFPROV_FOUND;
	}
	return SFPROV_OK;
}

/* Id and status come with every record, also with one that is skeletal. */
static sfprov_status take_of_person(const origin *from, const sfprov_field_rule *rule, outcome *result, sfprov_error *error)
{
	char digits[24];

	if (strcmp(rule->attribute, "id") == 0) {
		(void) snprintf(digits, sizeof(digits), "%" PRId64, from->mapped->co_person_id);
		return take_text(digits, result, error);
	}
	if (strcmp(rule->attribute, "status") == 0) {
		return from->mapped->status[0] == '\0' ? SFPROV_OK : take_text(from->mapped->status, result, error);
	}
	if (strcmp(rule->attribute, "status_label") == 0) {
		return from->status_label == NULL ? SFPROV_OK : take_text(from->status_label, result, error);
	}
	return from->name == NULL ? SFPROV_OK : take_attribute(&from->person, rule->attribute, result, error);
}

static sfprov_status take_typed(const origin *from, const sfprov_field_rule *rule, outcome *result, sfprov_error *error)
{
	sfprov_status status;
	sfprov_row row;

	switch (rule->origin) {
		case SFPROV_FROM_EMAIL:
			status = sfprov_registry_first(from->data, &sfprov_model_email_address, rule->registry_type, &row, error);
			break;
		case SFPROV_FROM_IDENTIFIER:
			status = sfprov_identifier_first(from->data, rule->registry_type, &row, error);
			break;
		default:
			status = sfprov_role_first(&from->role, &sfprov_model_address, rule->registry_type, &row, error);
			break;
	}
	return status == SFPROV_OK ? take_attribute(&row, rule->attribute, result, error) : status;
}

static sfprov_status take(const origin *from, const sfprov_field_rule *rule, outcome *result, sfprov_error *error)
{
	*result = (outcome){SFPROV_UNKNOWN, NULL};
	if (rule->origin == SFPROV_FROM_CONSTANT) {
		return take_text(rule->constant, result, error);
	}
	if (rule->origin == SFPROV_FROM_PERSON) {
		return take_of_person(from, rule, result, error);
	}
	if (from->name == NULL) {
		return SFPROV_OK;
	}
	switch (rule->origin) {
		case SFPROV_FROM_NAME:
			return take_attribute(from->name, rule->attribute, result, error);
		case SFPROV_FROM_ROLE:
			return take_attribute(&from->role, rule->attribute, result, error);
		case SFPROV_FROM_TELEPHONE:
			return take_telephone(from, rule, result, error);
		default:
			return take_typed(from, rule, result, error);
	}
}

static sfprov_status refuse_value(const sfprov_field_rule *rule, const sfprov_mapped *mapped, sfprov_error *error)
{
	(void) sfprov_fail(error, SFPROV_E_RECORD,
		"The field mapping takes %s.%s from %s, but what the registry holds there for CO Person %lld is not %s: correct it in the registry, or choose "
		"another source or type in the provisioning target's field_mapping",
		rule->coperson ? "CoPerson__c" : "Contact", rule->field, rule->source, (long long) mapped->co_person_id, sfprov_field_type_words(rule->type));
	sfprov_error_add_field(error, rule->field);
	return SFPROV_FAILED;
}

/* The names are copied: preview() shows the fields after the target, which holds the mapping, has been freed. */
static sfprov_status apply(const origin *from, const sfprov_field_rule *rule, sfprov_mapped *mapped, sfprov_error *error)
{
	sfprov_fields *fields = rule->coperson ? &mapped->coperson : &mapped->contact;
	json_object *value = NULL;
	sfprov_status status;
	outcome found;

	status = take(from, rule, &found, error);
	if (status == SFPROV_OK && found.presence == SFPROV_FOUND) {
		status = sfprov_field_type_convert(found.text, rule->type, &value, error);
		if (status == SFPROV_OK && value == NULL) {
			status = refuse_value(rule, mapped, error);
		} else if (status == SFPROV_OK && !sfprov_json_set(fields->values, rule->field, value)) {
			status = sfprov_fail_memory(error);
		}
	} else if (status == SFPROV_OK && found.presence == SFPROV_NONE
		&& !sfprov_json_set(fields->absent, rule->field, json_object_new_boolean(rule->type != SFPROV_FIELD_BOOLEAN))) {
		status = sfprov_fail_memory(error);
	}
	json_object_put(found.text);
	return status;
}

sfprov_status sfprov_map_custom(
	const sfprov_row *data, const sfprov_row *name, const char *status_label, const sfprov_target *target, sfprov_mapped *mapped, sfprov_error *error)
{
	const sfprov_field_mapping *mapping = &target->field_mapping;
	origin from = {.data = data, .name = name, .status_label = status_label, .mapped = mapped};
	size_t i;

	if (mapping->count == 0) {
		return SFPROV_OK;
	}
	if (name != NULL
		&& (sfprov_registry_single(data, &sfprov_model_co_person, &from.person, error) != SFPROV_OK
			|| sfprov_registry_first(data, &sfprov_model_role, NULL, &from.role, error) != SFPROV_OK)) {
		return SFPROV_FAILED;
	}
	for (i = 0; i < mapping->count; i++) {
		if ((target->obj_coperson || !mapping->rules[i].coperson) && apply(&from, &mapping->rules[i], mapped, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
	}
	return SFPROV_OK;
}
