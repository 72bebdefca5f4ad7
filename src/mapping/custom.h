/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The fields that an admin has mapped. */
#ifndef SFPROV_MAPPING_CUSTOM_H
#define SFPROV_MAPPING_CUSTOM_H

#include "mapping/mapping.h"
#include "mapping/registry_data.h"

/* Adds what the target's field mapping says to the fields of `mapped`, whose ids, status and built-in fields are there. `name` is the PrimaryName; NULL for a skeletal
 * record, of which id, status and constants are known. `status_label` NULL: not known. RECORD, naming the field, for a value that is not of the field's type. */
sfprov_status sfprov_map_custom(
	const sfprov_row *data, const sfprov_row *name, const char *status_label, const sfprov_target *target, sfprov_mapped *mapped, sfprov_error *error);

#endif
