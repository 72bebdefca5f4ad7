/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The configuration of a provisioning target: a row of co_salesforce_provisioner_targets, checked. */
#ifndef SFPROV_MAPPING_TARGET_H
#define SFPROV_MAPPING_TARGET_H

#include "base/error.h"
#include "base/json.h"
#include "mapping/field_mapping.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum sfprov_deprovision_policy { SFPROV_DEPROVISION_NOTHING, SFPROV_DEPROVISION_SET_FIELD, SFPROV_DEPROVISION_DELETE } sfprov_deprovision_policy;
typedef enum sfprov_duplicate_policy { SFPROV_DUPLICATE_FAIL, SFPROV_DUPLICATE_ADOPT, SFPROV_DUPLICATE_SAVE } sfprov_duplicate_policy;

/* Strings are borrowed from the row; NULL when the column is missing (an older schema), NULL or empty. The field mapping is owned. */
typedef struct sfprov_target {
	int64_t id; /* of this row */
	int64_t co_provisioning_target_id;
	int64_t server_id; /* servers.id; 0 when not set */
	const char *instance_url;
	bool instance_url_manual;
	bool middle_name;
	const char *email_address_type;
	bool obj_coperson;
	const char *platform_id_type;
	const char *app_id_type;
	const char *default_account; /* Account id */
	const char *external_id_field;
	const char *external_id_type;
	bool clear_removed; /* true when the column is missing or NULL */
	sfprov_deprovision_policy deprovision_policy;
	const char *deprovision_field;
	const char *deprovision_value;
	sfprov_duplicate_policy duplicate_policy;
	const char *jwt_key_file;
	const char *jwt_username;
	sfprov_field_mapping field_mapping;
} sfprov_target;

/* Reads and checks `data`, what the framework hands to a plugin: {"CoSalesforceProvisionerTarget": {row}}. Ids may be numbers or strings of
 * digits, booleans may be booleans, 0/1, "0"/"1", "t"/"f", and "" for false. A value that cannot be is CONFIGURATION and names the column and the
 * remedy: an account that is no record id, an unknown policy, a field name that is none, an external id field that the mapping fills itself, a field mapping that is malformed or
 * maps what is filled already. To be freed also after failure. */
sfprov_status sfprov_target_read(json_object *data, sfprov_target *target, sfprov_error *error);

/* Frees what the target owns; the row is the caller's. */
void sfprov_target_free(sfprov_target *target);

#endif
