/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Telephone numbers as text. */
#ifndef SFPROV_MAPPING_TELEPHONE_H
#define SFPROV_MAPPING_TELEPHONE_H

#include "mapping/registry_data.h"

/* Formats a found TelephoneNumber row in the manner of ITU-T E.123, as the registry does: "+1 412 555 0009 x103". Parts that are empty are left out.
 * `*text` is a new reference to a string, NULL when all parts are empty. */
sfprov_status sfprov_telephone_format(const sfprov_row *row, json_object **text, sfprov_error *error);

#endif
