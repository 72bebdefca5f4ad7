/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Which of the registry's provisioning data the mapping reads. */
#ifndef SFPROV_PHP_PERSON_DATA_H
#define SFPROV_PHP_PERSON_DATA_H

#include "php/value.h"

/* What to take of these data, for sfprov_php_to_json(): of each model the attributes that src/mapping reads, which is a small part of what the framework hands over. */
const sfprov_wanted *sfprov_php_person_wanted(HashTable *data);

#endif
