/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The fields of a CoPerson__c. */
#ifndef SFPROV_MAPPING_COPERSON_H
#define SFPROV_MAPPING_COPERSON_H

#include "mapping/mapping.h"
#include "mapping/registry_data.h"

/* Fills `fields`, which is ready and empty. Of a skeletal record only the status is known. */
sfprov_status sfprov_map_coperson(
	const sfprov_row *data, bool skeletal, const char *status_label, const sfprov_target *target, sfprov_fields *fields, sfprov_error *error);

#endif
