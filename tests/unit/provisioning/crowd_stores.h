/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* For crowd.c alone. */
#ifndef SFPROV_TEST_CROWD_STORES_H
#define SFPROV_TEST_CROWD_STORES_H

#include "crowd.h"

/* Sets set, runs and jobs. */
void crowd_stores_init(crowd *self);

/* What a call of the database gives, which fails or not. */
sfprov_status crowd_end(bool fails, sfprov_error *error);

#endif
