/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Which fields are spoken for before an admin maps any. */
#ifndef SFPROV_MAPPING_BUILTIN_H
#define SFPROV_MAPPING_BUILTIN_H

#include "mapping/target.h"

/* True when the built-in mapping can fill this field of a Contact, with some configuration or other. Names are compared without regard to case. */
bool sfprov_builtin_can_fill(const char *contact_field);

/* What fills the field (of a CoPerson__c, else of a Contact) in this target's configuration, in words for a message; NULL when nothing does. */
const char *sfprov_builtin_filler(const sfprov_target *target, bool coperson, const char *field);

#endif
