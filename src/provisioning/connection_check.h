/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Trying everything that provisioning needs, for the admin who sets it up. */
#ifndef SFPROV_PROVISIONING_CONNECTION_CHECK_H
#define SFPROV_PROVISIONING_CONNECTION_CHECK_H

#include "mapping/target.h"
#include "salesforce/client.h"

/* The report: object with ok, checks (array of {name, ok, message}), user, org, instance_url, api_version, limits, missing_fields. New reference, NULL when memory ran out. */
json_object *sfprov_connection_report_new(void);

/* Adds a check; `message` is static or copied. False when memory ran out. */
bool sfprov_connection_report_add(json_object *report, const char *name, bool ok, const char *message);

/* Runs the checks that need an authorised client, each in spite of the failure of the former ones. FAILED only when the work was aborted or memory ran out. */
sfprov_status sfprov_connection_check(sfprov_client *client, const sfprov_target *target, json_object *report, sfprov_error *error);

/* The fields of Contact, or CoPerson__c, that the target's configuration can write: array of API names, new reference; NULL when memory ran out. */
json_object *sfprov_needed_fields(const sfprov_target *target, bool coperson);

#endif
