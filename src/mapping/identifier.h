/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Identifiers of a person. */
#ifndef SFPROV_MAPPING_IDENTIFIER_H
#define SFPROV_MAPPING_IDENTIFIER_H

#include "mapping/registry_data.h"
#include "mapping/target.h"

/* The first active identifier of the type in stored order. Identifiers of provisioning targets are the registry's own notes and never found. */
sfprov_status sfprov_identifier_first(const sfprov_row *data, const char *type, sfprov_row *row, sfprov_error *error);

/* The value of the target's external id for this person: the first identifier of the configured type, or the CO Person id when no type is configured. NULL
 * when the target uses no external id, or the person has no such identifier. `*value` is to be freed (sfprov_free). */
sfprov_status sfprov_external_id(const sfprov_row *data, int64_t co_person_id, const sfprov_target *target, char **value, sfprov_error *error);

#endif
