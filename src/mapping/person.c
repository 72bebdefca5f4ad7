/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "mapping/mapping.h"

#include "base/memory.h"
#include "mapping/contact.h"
#include "mapping/coperson.h"
#include "mapping/custom.h"
#include "mapping/fields.h"
#include "mapping/identifier.h"
#include "mapping/models.h"
#include "mapping/registry_data.h"
#include "mapping/status.h"

#include <string.h>

/* Reads who it is. `*alive` is false for a person who is deleted, or an archived copy. */
static sfprov_status read_person(const sfprov_row *data, sfprov_mapped *mapped, bool *alive, sfprov_error *error)
{
	json_object *status = NULL;
	sfprov_row person;

	if (sfprov_registry_single(data, &sfprov_model_co_person, &person, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (person.presence == SFPROV_UNKNOWN) {
		return sfprov_fail(error, SFPROV_E_INPUT, "Malformed provisioning data: CoPerson is missing");
	}
	*alive = person.presence == SFPROV_FOUND;
	person.object = sfprov_json_get(data->object, sfprov_model_co_person.name);
	if (sfprov_registry_id(&person, "id", &mapped->co_person_id, error) != SFPROV_OK || sfprov_registry_id(&person, "co_id", &mapped->co_id, error) != SFPROV_OK
		|| sfprov_registry_text(&person, "status", &status, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (status != NULL) {
		size_t length = (size_t) json_object_get_string_len(status);

		if (length >= sizeof(mapped->status)) {
			json_object_put(status);
			return sfprov_fail(error, SFPROV_E_INPUT, "Malformed provisioning data: CoPerson.status must be a code of one or two letters");
		}
		memcpy(mapped->status, json_object_get_string(status), length);
		json_object_put(status);
	}
	return SFPROV_OK;
}

/* True when the row has at least one half of a name. */
static sfprov_status is_name(const sfprov_row *name, bool *usable, sfprov_error *error)
{
	json_object *given = NULL;
	json_object *family = NULL;
	sfprov_status status = SFPROV_OK;

	*usable = false;
	if (name->presence == SFPROV_FOUND) {
		status = sfprov_registry_text(name, "given", &given, error);
		if (status == SFPROV_OK) {
			status = sfprov_registry_text(name, "family", &family, error);
		}
		*usable = given != NULL || family != NULL;
		json_object_put(given);
		json_object_put(family);
	}
	return status;
}

/* When the registry expunges a person, it deletes memberships, addresses and roles one after the other and reports the person in between, still
 * active. Every living person is a member of at least their CO's automatic group, so a record in which all three lists are empty is that of somebody
 * who is about to vanish: to clear the Contact then would destroy what the deprovisioning policy may want to keep. */
static bool is_being_expunged(const sfprov_row *data)
{
	return sfprov_registry_is_empty_list(data, "CoGroupMember") && sfprov_registry_is_empty_list(data, "EmailAddress")
		&& sfprov_registry_is_empty_list(data, "CoPersonRole");
}

sfprov_status sfprov_map_person(json_object *data, const sfprov_target *target, json_object *status_labels, sfprov_mapped *mapped, sfprov_error *error)
{
	const char *label = NULL;
	bool alive = false;
	bool named = false;
	sfprov_row top;
	sfprov_row name;

	memset(mapped, 0, sizeof(*mapped));
	if (sfprov_fields_init(&mapped->contact, error) != SFPROV_OK || sfprov_fields_init(&mapped->coperson, error) != SFPROV_OK
		|| sfprov_registry_data(data, &top, error) != SFPROV_OK || read_person(&top, mapped, &alive, error) != SFPROV_OK
		|| sfprov_registry_single(&top, &sfprov_model_primary_name, &name, error) != SFPROV_OK || is_name(&name, &named, error) != SFPROV_OK
		|| sfprov_external_id(&top, mapped->co_person_id, target, &mapped->external_id, error) != SFPROV_OK
		|| sfprov_status_label(status_labels, mapped->status, &label, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	mapped->skeletal = !alive || !named;
	if (sfprov_map_contact(&top, mapped->skeletal ? NULL : &name, target, &mapped->contact, error) != SFPROV_OK
		|| (target->obj_coperson && sfprov_map_coperson(&top, mapped->skeletal, label, target, &mapped->coperson, error) != SFPROV_OK)
		|| sfprov_map_custom(&top, mapped->skeletal ? NULL : &name, label, target, mapped, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (!is_being_expunged(&top)) {
		return SFPROV_OK;
	}
	if (sfprov_fields_forget_absent(&mapped->contact, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return sfprov_fields_forget_absent(&mapped->coperson, error);
}

void sfprov_mapped_free(sfprov_mapped *mapped)
{
	sfprov_fields_free(&mapped->contact);
	sfprov_fields_free(&mapped->coperson);
	sfprov_free(mapped->external_id);
	mapped->external_id = NULL;
}
