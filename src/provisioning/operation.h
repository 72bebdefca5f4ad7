/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* What the registry's ProvisioningActionEnum asks for. */
#ifndef SFPROV_PROVISIONING_OPERATION_H
#define SFPROV_PROVISIONING_OPERATION_H

#include "base/json.h"

typedef enum sfprov_action { SFPROV_ACTION_NOTHING, SFPROV_ACTION_SYNCHRONISE, SFPROV_ACTION_DEPROVISION } sfprov_action;

/* The action for an operation on this data, and why (static text). PP and PL come with a group's data too: no CoPerson at the top, nothing to do. */
sfprov_action sfprov_operation_action(const char *op, json_object *data, const char **reason);

#endif
