/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The registry's models that the mapping reads. */
#ifndef SFPROV_MAPPING_MODELS_H
#define SFPROV_MAPPING_MODELS_H

#include "mapping/registry_data.h"

extern const sfprov_model sfprov_model_co_person;
extern const sfprov_model sfprov_model_primary_name;
extern const sfprov_model sfprov_model_email_address;
extern const sfprov_model sfprov_model_role;
extern const sfprov_model sfprov_model_telephone_number; /* below a role */
extern const sfprov_model sfprov_model_address;          /* below a role */

/* The row of a list below a role, as sfprov_registry_first() finds it. When there is no role, there is nothing in its lists either. */
sfprov_status sfprov_role_first(const sfprov_row *role, const sfprov_model *model, const char *type, sfprov_row *row, sfprov_error *error);

#endif
