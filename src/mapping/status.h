/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Status codes of the registry and what they are called. */
#ifndef SFPROV_MAPPING_STATUS_H
#define SFPROV_MAPPING_STATUS_H

#include "base/error.h"
#include "base/json.h"

/* `*label` is the text for a status code: from `labels` (object code => text, or NULL), else the registry's English text; NULL when there is none.
 * Borrowed from `labels` or constant. CONFIGURATION when a label is no text. */
sfprov_status sfprov_status_label(json_object *labels, const char *code, const char **label, sfprov_error *error);

#endif
