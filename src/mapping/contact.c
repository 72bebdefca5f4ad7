/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "mapping/contact.h"

#include "base/buffer.h"
#include "mapping/fields.h"
#include "mapping/models.h"
#include "mapping/telephone.h"

#include <limits.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const sfprov_attribute_field name_map[] = {
	{"honorific", "Salutation"},
	{"given", "FirstName"},
};
static const sfprov_attribute_field middle_name_map[] = {{"middle", "MiddleName"}};
static const sfprov_attribute_field suffix_map[] = {{"suffix", "Suffix"}};
static const sfprov_attribute_field email_map[] = {{"mail", "Email"}};
static const sfprov_attribute_field role_map[] = {
	{"ou", "Department"},
	{"title", "Title"},
};
static const sfprov_attribute_field address_map[] = {
	{"locality", "MailingCity"},
	{"state", "MailingState"},
	{"country", "MailingCountry"},
	{"postal_code", "MailingPostalCode"},
};

static sfprov_status map_name(const sfprov_row *name, const sfprov_target *target, sfprov_fields *fields, sfprov_error *error)
{
	json_object *family = NULL;

	if (sfprov_fields_map(fields, name, name_map, COUNT(name_map), error) != SFPROV_OK
		|| (target->middle_name && sfprov_fields_map(fields, name, middle_name_map, COUNT(middle_name_map), error) != SFPROV_OK)
		|| sfprov_registry_text(name, "family", &family, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	/* Salesforce demands a last name: it can be changed, never cleared. */
	if (family != NULL && sfprov_fields_set(fields, "LastName", family, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return sfprov_fields_map(fields, name, suffix_map, COUNT(suffix_map), error);
}

static sfprov_status map_email(const sfprov_row *data, const sfprov_target *target, sfprov_fields *fields, sfprov_error *error)
{
	sfprov_row email;

	if (sfprov_registry_first(data, &sfprov_model_email_address, target->email_address_type, &email, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return sfprov_fields_map(fields, &email, email_map, COUNT(email_map), error);
}

static sfprov_status map_telephone(const sfprov_row *role, const char *type, const char *field, sfprov_fields *fields, sfprov_error *error)
{
	sfprov_row number;
	json_object *text = NULL;

	if (sfprov_role_first(role, &sfprov_model_telephone_number, type, &number, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (number.presence == SFPROV_UNKNOWN) {
		return SFPROV_OK;
	}
	if (number.presence == SFPROV_FOUND && sfprov_telephone_format(&number, &text, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return sfprov_fields_set(fields, field, text, error);
}

/* Street and room, one line each. */
static sfprov_status map_street(const sfprov_row *row, sfprov_fields *fields, sfprov_error *error)
{
	sfprov_status status = SFPROV_FAILED;
	json_object *street = NULL;
	json_object *room = NULL;
	sfprov_buffer buffer;

	sfprov_buffer_init(&buffer, INT_MAX / 2);
	if (sfprov_registry_text(row, "street", &street, error) != SFPROV_OK || sfprov_registry_text(row, "room", &room, error) != SFPROV_OK) {
		goto out;
	}
	if (street == NULL || room == NULL) {
		status = sfprov_fields_set(fields, "MailingStreet", json_object_get(street != NULL ? street : room), error);
		goto out;
	}
	(void) sfprov_buffer_append(&buffer, json_object_get_string(street), (size_t) json_object_get_string_len(street));
	(void) sfprov_buffer_append_char(&buffer, '\n');
	(void) sfprov_buffer_append(&buffer, json_object_get_string(room), (size_t) json_object_get_string_len(room));
	status = buffer.failed ? sfprov_fail_memory(error) : sfprov_fields_set_text(fields, "MailingStreet", sfprov_buffer_text(&buffer), error);
out:
	sfprov_buffer_free(&buffer);
	json_object_put(street);
	json_object_put(room);
	return status;
}

static sfprov_status map_address(const sfprov_row *role, sfprov_fields *fields, sfprov_error *error)
{
	sfprov_row postal;

	if (sfprov_role_first(role, &sfprov_model_address, "postal", &postal, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (postal.presence == SFPROV_UNKNOWN) {
		return SFPROV_OK;
	}
	if (map_street(&postal, fields, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return sfprov_fields_map(fields, &postal, address_map, COUNT(address_map), error);
}

/* The person's first role speaks for them; an admin chooses it by the order of the roles. */
static sfprov_status map_role(const sfprov_row *data, sfprov_fields *fields, sfprov_error *error)
{
	sfprov_row role;

	if (sfprov_registry_first(data, &sfprov_model_role, NULL, &role, error) != SFPROV_OK
		|| sfprov_fields_map(fields, &role, role_map, COUNT(role_map), error) != SFPROV_OK
		|| map_telephone(&role, "office", "Phone", fields, error) != SFPROV_OK || map_telephone(&role, "mobile", "MobilePhone", fields, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return map_address(&role, fields, error);
}

sfprov_status sfprov_map_contact(const sfprov_row *data, const sfprov_row *name, const sfprov_target *target, sfprov_fields *fields, sfprov_error *error)
{
	if (name != NULL
		&& (map_name(name, target, fields, error) != SFPROV_OK || map_email(data, target, fields, error) != SFPROV_OK
			|| map_role(data, fields, error) != SFPROV_OK)) {
		return SFPROV_FAILED;
	}
	if (target->default_account == NULL) {
		return SFPROV_OK;
	}
	return sfprov_fields_set_text(fields, "AccountId", target->default_account, error);
}
