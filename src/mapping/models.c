/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "mapping/models.h"

const sfprov_model sfprov_model_co_person = {"CoPerson", "co_person_id", false};
const sfprov_model sfprov_model_primary_name = {"PrimaryName", "name_id", false};
const sfprov_model sfprov_model_email_address = {"EmailAddress", "email_address_id", false};
const sfprov_model sfprov_model_role = {"CoPersonRole", "co_person_role_id", false};
const sfprov_model sfprov_model_telephone_number = {"TelephoneNumber", "telephone_number_id", false};
const sfprov_model sfprov_model_address = {"Address", "address_id", false};

sfprov_status sfprov_role_first(const sfprov_row *role, const sfprov_model *model, const char *type, sfprov_row *row, sfprov_error *error)
{
	sfprov_status status = sfprov_registry_first(role, model, type, row, error);

	if (role->presence == SFPROV_NONE) {
		row->presence = SFPROV_NONE;
	}
	return status;
}
