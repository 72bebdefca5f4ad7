/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "provisioning/operation.h"

#include <string.h>

/* Person: added, grace period, expired, petition, pipeline, reprovision, unexpired, updated. */
static const char *const synchronising[] = {"PA", "PG", "PX", "PP", "PL", "PR", "PY", "PU"};

sfprov_action sfprov_operation_action(const char *op, json_object *data, const char **reason)
{
	bool person = sfprov_json_get(data, "CoPerson") != NULL;
	size_t i;

	if (strcmp(op, "PD") == 0) {
		*reason = person ? "the person leaves this provisioning target" : "the data holds no person";
		return person ? SFPROV_ACTION_DEPROVISION : SFPROV_ACTION_NOTHING;
	}
	for (i = 0; i < sizeof(synchronising) / sizeof(synchronising[0]); i++) {
		if (strcmp(op, synchronising[i]) == 0) {
			*reason = person ? "the person was added or changed" : "the data holds no person";
			return person ? SFPROV_ACTION_SYNCHRONISE : SFPROV_ACTION_NOTHING;
		}
	}
	*reason = "the operation does not concern a person";
	return SFPROV_ACTION_NOTHING;
}
