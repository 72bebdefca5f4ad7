/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "mapping/coperson.h"

#include "mapping/fields.h"
#include "mapping/identifier.h"

/* The first identifier of the type; a type that is not configured leaves the field alone. */
static sfprov_status map_identifier(const sfprov_row *data, const char *type, const char *field, sfprov_fields *fields, sfprov_error *error)
{
	const sfprov_attribute_field map = {"identifier", field};
	sfprov_row identifier;

	if (type == NULL) {
		return SFPROV_OK;
	}
	if (sfprov_identifier_first(data, type, &identifier, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return sfprov_fields_map(fields, &identifier, &map, 1, error);
}

sfprov_status sfprov_map_coperson(
	const sfprov_row *data, bool skeletal, const char *status_label, const sfprov_target *target, sfprov_fields *fields, sfprov_error *error)
{
	if (!skeletal
		&& (map_identifier(data, target->platform_id_type, "Platform_ID__c", fields, error) != SFPROV_OK
			|| map_identifier(data, target->app_id_type, "Application_ID__c", fields, error) != SFPROV_OK
			|| map_identifier(data, "orcid", "ORCID__c", fields, error) != SFPROV_OK)) {
		return SFPROV_FAILED;
	}
	if (status_label == NULL) {
		return SFPROV_OK;
	}
	return sfprov_fields_set_text(fields, "Status__c", status_label, error);
}
