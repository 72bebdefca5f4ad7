/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Bringing the records of one person to Salesforce: announce, send, read the answer, remember. */
#ifndef SFPROV_PROVISIONING_PUSH_H
#define SFPROV_PROVISIONING_PUSH_H

#include "provisioning/person.h"
#include "provisioning/plan.h"

/* Pushes a mapped person. SFPROV_OK when Salesforce holds what the registry says and the link is stored. */
sfprov_status sfprov_push_person(const sfprov_provisioning_host *host, const sfprov_target *target, sfprov_mapped *mapped, sfprov_error *error);

#endif
