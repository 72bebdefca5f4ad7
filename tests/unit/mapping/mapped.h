/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* A person and a target written as JSON with ' for ", mapped, and the fields as short texts. */
#ifndef SFPROV_TEST_MAPPED_H
#define SFPROV_TEST_MAPPED_H

#include "mapping/mapping.h"
#include "unit.h"

#define ABSENT "(absent)"
#define UNKNOWN "(unknown)"
#define PERSON "'CoPerson':{'id':7,'co_id':2,'status':'A'}"
#define NAMED PERSON ",'PrimaryName':{'given':'Ann','family':'Lee'}"
#define TARGET "'id':1,'co_provisioning_target_id':3,'obj_coperson':true,'middle_name':true,'platform_id_type':'employeeno','app_id_type':'uid'"

typedef struct mapped_case {
	json_object *data;
	json_object *target_data;
	sfprov_target target;
	sfprov_mapped mapped;
	sfprov_error error;
	sfprov_status status;
} mapped_case;

static inline json_object *quoted(const char *text)
{
	char *copy = strdup(text);
	json_object *value;
	char *c;

	for (c = copy; *c != '\0'; c++) {
		*c = *c == '\'' ? '"' : *c;
	}
	value = sfprov_json_parse(copy, strlen(copy));
	free(copy);
	return value;
}

/* A target of which `row` stands without its braces, and `mapping`, unless NULL, is the text in the column field_mapping, with ' for ". */
static inline json_object *mapped_target(const char *row, const char *mapping)
{
	char text[4096];
	json_object *target;
	char *copy;
	char *c;

	(void) snprintf(text, sizeof(text), "{'CoSalesforceProvisionerTarget':{%s}}", row);
	target = quoted(text);
	CHECK(target != NULL);
	if (mapping != NULL) {
		copy = strdup(mapping);
		for (c = copy; *c != '\0'; c++) {
			*c = *c == '\'' ? '"' : *c;
		}
		CHECK(sfprov_json_set_text(sfprov_json_get(target, "CoSalesforceProvisionerTarget"), "field_mapping", copy));
		free(copy);
	}
	return target;
}

/* `row` and `data` without their braces; `mapping` as above. To be freed with mapped_done(). */
static inline void mapped_do(mapped_case *one, const char *row, const char *mapping, const char *data)
{
	char text[4096];

	memset(one, 0, sizeof(*one));
	one->target_data = mapped_target(row, mapping);
	(void) snprintf(text, sizeof(text), "{%s}", data);
	one->data = quoted(text);
	CHECK(one->target_data != NULL && one->data != NULL);
	if (CHECK(sfprov_target_read(one->target_data, &one->target, &one->error) == SFPROV_OK)) {
		one->status = sfprov_map_person(one->data, &one->target, NULL, &one->mapped, &one->error);
	}
}

static inline const char *mapped_get(const sfprov_fields *fields, const char *field)
{
	const char *text = sfprov_json_get_text(fields->values, field);

	/* In neither or in exactly one. */
	CHECK(text == NULL || sfprov_json_get(fields->absent, field) == NULL);
	if (text != NULL) {
		return text;
	}
	return sfprov_json_get(fields->absent, field) != NULL ? ABSENT : UNKNOWN;
}

static inline void mapped_done(mapped_case *one)
{
	sfprov_mapped_free(&one->mapped);
	sfprov_target_free(&one->target);
	json_object_put(one->data);
	json_object_put(one->target_data);
}

#endif
