/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "mapping/identifier.h"

#include "base/memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const sfprov_model identifier = {"Identifier", "identifier_id", true};

sfprov_status sfprov_identifier_first(const sfprov_row *data, const char *type, sfprov_row *row, sfprov_error *error)
{
	if (sfprov_registry_first(data, &identifier, type, row, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (row->presence == SFPROV_FOUND && strcmp(type, "provisioningtarget") == 0) {
		row->presence = SFPROV_NONE;
		row->object = NULL;
	}
	return SFPROV_OK;
}

sfprov_status sfprov_external_id(const sfprov_row *data, int64_t co_person_id, const sfprov_target *target, char **value, sfprov_error *error)
{
	sfprov_status status = SFPROV_OK;
	json_object *text = NULL;
	char digits[24];
	sfprov_row row;

	*value = NULL;
	if (target->external_id_field == NULL) {
		return SFPROV_OK;
	}
	if (target->external_id_type == NULL) {
		(void) snprintf(digits, sizeof(digits), "%" PRId64, co_person_id);
		*value = sfprov_copy(digits);
		return *value == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
	}
	if (sfprov_identifier_first(data, target->external_id_type, &row, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (row.presence != SFPROV_FOUND) {
		return SFPROV_OK;
	}
	if (sfprov_registry_text(&row, "identifier", &text, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (text != NULL) {
		*value = sfprov_copy(json_object_get_string(text));
		status = *value == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
	}
	json_object_put(text);
	return status;
}
