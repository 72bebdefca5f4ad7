/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* What an sObject's fields allow. */
#ifndef SFPROV_SALESFORCE_DESCRIBE_H
#define SFPROV_SALESFORCE_DESCRIBE_H

#include "salesforce/client.h"

/* Asks which of `names` (array of field names) the sObject has and this user sees. `*fields` gets a new object with a member for each that is there, under the name as
 * asked (API names do not regard case): {"type", "length", "createable", "updateable", "nillable", "externalId", "unique", "restrictedPicklist"}.
 * An sObject that is not there at all is CONFIGURATION. */
sfprov_status sfprov_describe_fields(sfprov_client *client, const char *sobject, json_object *names, json_object **fields, sfprov_error *error);

#endif
