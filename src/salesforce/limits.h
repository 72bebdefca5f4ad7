/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* What the org may still use. */
#ifndef SFPROV_SALESFORCE_LIMITS_H
#define SFPROV_SALESFORCE_LIMITS_H

#include "salesforce/client.h"

/* All limits of the org: a new object, name => {"Max", "Remaining"}. Salesforce keeps the numbers to within five minutes. The user needs the permission
 * View Setup and Configuration: without it CONFIGURATION. */
sfprov_status sfprov_limits_get(sfprov_client *client, json_object **limits, sfprov_error *error);

/* One of them, such as "DailyApiRequests". False when it is not there. */
bool sfprov_limits_find(json_object *limits, const char *name, int64_t *max, int64_t *remaining);

#endif
