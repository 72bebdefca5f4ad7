/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "php/sync_people.h"

#include "ext/spl/spl_exceptions.h"
#include "zend_exceptions.h"

#include "php/provisioning_data.h"

/* The framework takes a tenth of a second for a person, or more; between these the run shows that it is alive. */
#define ASKED_AT_ONCE 25

static sfprov_status bounds(void *context, int64_t *count, int64_t *last_id, sfprov_error *error)
{
	const sfprov_sync_people *self = context;

	return sfprov_people_source_bounds(self->source, count, last_id, error);
}

static sfprov_status ids(
	void *context, int64_t after, int64_t last, size_t limit, bool changed_only, int64_t since, int64_t *list, size_t *count, sfprov_error *error)
{
	const sfprov_sync_people *self = context;

	return sfprov_people_source_ids(self->source, after, last, limit, changed_only, since, list, count, error);
}

static sfprov_status read_tables(void *context, const int64_t *list, size_t count, sfprov_person_data *people, sfprov_error *error)
{
	const sfprov_sync_people *self = context;

	return sfprov_people_source_read(self->source, list, count, people, error);
}

static sfprov_status fail_form(sfprov_error *error)
{
	return sfprov_fail(error, SFPROV_E_INPUT,
		"The option person_data must give an array of operation and provisioning data, null for somebody who is not there, or an exception");
}

/* An exception that was returned is this one person's; thrown, it would end the run. As from the registry's plugins, an InvalidArgumentException says that trying again is no use. */
static void take_failure(zval *exception, sfprov_person_data *person)
{
	zend_class_entry *base = instanceof_function(Z_OBJCE_P(exception), zend_ce_exception) ? zend_ce_exception : zend_ce_error;
	bool useless = instanceof_function(Z_OBJCE_P(exception), spl_ce_InvalidArgumentException);
	zval room;
	zval *message = zend_read_property(base, Z_OBJ_P(exception), ZEND_STRL("message"), 1, &room);

	person->failed = true;
	(void) sfprov_fail(&person->error, useless ? SFPROV_E_INPUT : SFPROV_E_SERVER, "%s",
		Z_TYPE_P(message) == IS_STRING && Z_STRLEN_P(message) > 0 ? Z_STRVAL_P(message) : ZSTR_VAL(Z_OBJCE_P(exception)->name));
}

/* [operation, data], null, or an exception. */
static sfprov_status take_answer(zval *answer, sfprov_person_data *person, sfprov_error *error)
{
	zval *data;
	zval *op;

	if (Z_TYPE_P(answer) == IS_NULL) {
		return SFPROV_OK;
	}
	if (Z_TYPE_P(answer) == IS_OBJECT && instanceof_function(Z_OBJCE_P(answer), zend_ce_throwable)) {
		take_failure(answer, person);
		return SFPROV_OK;
	}
	if (Z_TYPE_P(answer) != IS_ARRAY) {
		return fail_form(error);
	}
	op = zend_hash_index_find_deref(Z_ARRVAL_P(answer), 0);
	data = zend_hash_index_find_deref(Z_ARRVAL_P(answer), 1);
	if (op == NULL || data == NULL || Z_TYPE_P(op) != IS_STRING || Z_TYPE_P(data) != IS_ARRAY) {
		return fail_form(error);
	}
	(void) snprintf(person->op, sizeof(person->op), "%s", sfprov_php_operation(Z_STR_P(op)));
	person->data = sfprov_php_provisioning_data(Z_ARRVAL_P(data), "$provisioningData", &person->error);
	/* What cannot be read is this one person's trouble. */
	person->failed = person->data == NULL;
	return SFPROV_OK;
}

static void release(void *context, sfprov_person_data *people, size_t count)
{
	sfprov_sync_people *self = context;

	sfprov_people_release(people, count);
	if (!self->guard->bailed_out) {
		zend_hash_clean(Z_ARRVAL(self->kept));
	}
}

static sfprov_status ask(void *context, const int64_t *list, size_t count, sfprov_person_data *people, sfprov_error *error)
{
	sfprov_sync_people *self = context;
	sfprov_status status = SFPROV_OK;
	size_t i;

	memset(people, 0, count * sizeof(*people));
	for (i = 0; status == SFPROV_OK && i < count; i++) {
		zval argument;
		zval answer;

		people[i].id = list[i];
		ZVAL_LONG(&argument, (zend_long) list[i]);
		status = sfprov_php_call(self->guard, self->person_data, &answer, 1, &argument, error);
		if (status == SFPROV_OK) {
			zend_hash_next_index_insert_new(Z_ARRVAL(self->kept), &answer);
			status = take_answer(&answer, &people[i], error);
		}
	}
	sfprov_php_guard_hold(self->guard);
	if (status != SFPROV_OK) {
		sfprov_people_release(people, count);
	}
	return status;
}

sfprov_status sfprov_sync_people_init(sfprov_sync_people *self, sfprov_people_reader *reader, sfprov_database *database, const sfprov_environment *environment,
	int64_t co_id, int64_t target, zval *person_data, sfprov_php_guard *guard, sfprov_error *error)
{
	const sfprov_people_target *row;

	memset(self, 0, sizeof(*self));
	array_init(&self->kept);
	self->person_data = person_data;
	self->guard = guard;
	if (sfprov_people_source_new(&self->source, database, environment, co_id, target, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	row = sfprov_people_source_target(self->source);
	if (row->has_filters && Z_ISUNDEF_P(person_data)) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION,
			"The provisioning target has data filters, which only the registry's framework can run: pass the option person_data, or use the registry job "
			"SalesforceProvisioner.SalesforceSync");
	}
	reader->context = self;
	reader->bounds = bounds;
	reader->ids = ids;
	reader->read = row->has_filters ? ask : read_tables;
	reader->release = release;
	reader->at_once = row->has_filters ? ASKED_AT_ONCE : 0;
	return SFPROV_OK;
}

void sfprov_sync_people_free(sfprov_sync_people *self)
{
	sfprov_people_source_free(self->source);
	zval_ptr_dtor(&self->kept);
	memset(self, 0, sizeof(*self));
}
