/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Taking a person away from Salesforce, as the target's policy says. */
#ifndef SFPROV_PROVISIONING_DEPROVISION_H
#define SFPROV_PROVISIONING_DEPROVISION_H

#include "provisioning/person.h"
#include "provisioning/plan.h"

/* What the policy asks for this link: the request (method, path, body), or none (`*needed` false) with the reason (static text). */
sfprov_status sfprov_deprovision_request(
	const sfprov_target *target, const sfprov_link *link, sfprov_plan_request *request, bool *needed, const char **reason, sfprov_error *error);

/* What the policy "set a field" sets on a Contact: an object, new reference. */
sfprov_status sfprov_deprovision_fields(const sfprov_target *target, json_object **fields, sfprov_error *error);

/* Notes in what a link remembers as sent that the field is set. */
sfprov_status sfprov_deprovision_note_field(const sfprov_target *target, sfprov_link *link, sfprov_error *error);

/* Does it, and remembers it. */
sfprov_status sfprov_deprovision_person(const sfprov_provisioning_host *host, const sfprov_target *target, int64_t person, sfprov_error *error);

#endif
