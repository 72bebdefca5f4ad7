/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The fields of a Contact. */
#ifndef SFPROV_MAPPING_CONTACT_H
#define SFPROV_MAPPING_CONTACT_H

#include "mapping/mapping.h"
#include "mapping/registry_data.h"

/* Fills `fields`, which is ready and empty. `name` is the PrimaryName; NULL for a skeletal record, of which only the configured account is known. */
sfprov_status sfprov_map_contact(const sfprov_row *data, const sfprov_row *name, const sfprov_target *target, sfprov_fields *fields, sfprov_error *error);

#endif
