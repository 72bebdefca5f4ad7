/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Read by clang-tidy before each file of the core (bin/check/lint): the analyser sees one file at a time, and has to be told that these
 * functions always give SFPROV_FAILED, or it finds values used that only a success sets. */
#ifndef SFPROV_ANALYSER_H
#define SFPROV_ANALYSER_H

#include "base/error.h"

#define sfprov_fail(...) ((void) sfprov_fail(__VA_ARGS__), SFPROV_FAILED)
#define sfprov_fail_memory(error) ((void) sfprov_fail_memory(error), SFPROV_FAILED)

#endif
