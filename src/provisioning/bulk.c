/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "provisioning/bulk_internal.h"

#include "base/memory.h"
#include "provisioning/announcement.h"
#include "provisioning/connection_check.h"
#include "provisioning/lookup.h"

#include <string.h>

/* A line in the file: documents are small; what is longer than this is better sent another way. */
#define LINE_MAX 65536

sfprov_bulk_pass *sfprov_bulk_pass_new(const sfprov_batch_host *host, const sfprov_bulk_store *jobs, const sfprov_target *target,
	const sfprov_batch_options *options, int64_t run, size_t people, bool coperson, sfprov_error *error)
{
	sfprov_bulk_pass *pass = sfprov_alloc(1, sizeof(*pass));

	if (pass == NULL) {
		(void) sfprov_fail_memory(error);
		return NULL;
	}
	pass->host = host;
	pass->jobs = jobs;
	pass->target = target;
	pass->options = options;
	pass->run = run;
	pass->coperson = coperson;
	pass->room = people;
	pass->fields = sfprov_needed_fields(target, coperson);
	/* Personal data: a file without a name, which is gone when it is closed, whatever becomes of the process. */
	pass->lines = tmpfile();
	if (pass->fields == NULL || pass->lines == NULL) {
		(void) sfprov_fail(
			error, SFPROV_E_SERVER, "A temporary file for the Bulk API could not be made: is the temporary folder of this machine full or read-only?");
		sfprov_bulk_pass_free(pass);
		return NULL;
	}
	return pass;
}

static void free_records(sfprov_bulk_pass *pass)
{
	if (pass->lines != NULL) {
		(void) fclose(pass->lines);
		pass->lines = NULL;
	}
	sfprov_free(pass->entries);
	pass->entries = NULL;
}

void sfprov_bulk_pass_free(sfprov_bulk_pass *pass)
{
	sfprov_error ignored;

	if (pass == NULL) {
		return;
	}
	if (pass->open) {
		/* Whoever comes next finds out what became of it. */
		(void) pass->jobs->leave(pass->jobs->context, pass->who, &ignored);
	}
	free_records(pass);
	json_object_put(pass->fields);
	sfprov_free(pass->done);
	sfprov_free(pass);
}

size_t sfprov_bulk_pass_count(const sfprov_bulk_pass *pass)
{
	return pass->count;
}

static bool is_column(const sfprov_bulk_pass *pass, const char *name)
{
	size_t i;

	for (i = 0; i < json_object_array_length(pass->fields); i++) {
		if (strcmp(json_object_get_string(json_object_array_get_idx(pass->fields, i)), name) == 0) {
			return true;
		}
	}
	return false;
}

/* What CSV can say: a text "#N/A" would clear the field. */
static bool fits(const sfprov_bulk_pass *pass, json_object *fields)
{
	json_object_object_foreach(fields, name, value)
	{
		if (!is_column(pass, name) || (json_object_is_type(value, json_type_string) && strcmp(json_object_get_string(value), "#N/A") == 0)
			|| json_object_is_type(value, json_type_object) || json_object_is_type(value, json_type_array)) {
			return false;
		}
	}
	return json_object_object_length(fields) > 0;
}

/* The record that an item needs in this pass; NULL with `*wanted` false when it needs none, or one that is better sent the ordinary way. */
static json_object *make_fields(const sfprov_bulk_pass *pass, const sfprov_batch_item *item, sfprov_bulk_operation *operation, bool *wanted)
{
	const sfprov_push *push = &item->push;
	sfprov_step step = pass->coperson ? push->plan.coperson_step : push->plan.contact_step;
	json_object *fields = pass->coperson ? push->plan.coperson.fields : push->plan.contact.fields;
	sfprov_plan_request request;
	sfprov_error ignored;

	*wanted = false;
	*operation = step == SFPROV_STEP_CREATE ? SFPROV_BULK_CREATE : step == SFPROV_STEP_UPSERT ? SFPROV_BULK_UPSERT : SFPROV_BULK_UPDATE;
	/* An announcement that was never finished is settled the ordinary way first. */
	if (item->fate != SFPROV_FATE_SEND || step == SFPROV_STEP_NONE || push->link.intent[0] != '\0'
		|| (pass->coperson && push->plan.contact_step != SFPROV_STEP_NONE)) {
		return NULL;
	}
	if (!pass->coperson) {
		*wanted = fits(pass, fields);
		return *wanted ? json_object_get(fields) : NULL;
	}
	if (sfprov_plan_coperson_request(&push->plan, &push->link, push->link.contact_id, &request, &ignored) != SFPROV_OK) {
		return NULL;
	}
	fields = json_object_get(request.body);
	sfprov_plan_request_free(&request);
	*wanted = fits(pass, fields);
	if (!*wanted) {
		json_object_put(fields);
		fields = NULL;
	}
	return fields;
}

/* Takes over `fields`. */
static json_object *make_line(const sfprov_bulk_pass *pass, const sfprov_batch_item *item, json_object *fields)
{
	const sfprov_push *push = &item->push;
	json_object *line = json_object_new_object();

	if (!sfprov_json_set(line, "fields", fields) || !sfprov_json_set_text(line, "contact", push->link.contact_id)
		|| !sfprov_json_set_text(line, "coperson", push->link.coperson_id)
		|| !sfprov_json_set(line, "sent", sfprov_plan_sent(&push->plan, &push->link, !pass->coperson, pass->coperson))) {
		json_object_put(line);
		return NULL;
	}
	return line;
}

static sfprov_status put_by(sfprov_bulk_pass *pass, const sfprov_batch_item *item, json_object *line, sfprov_bulk_operation operation, sfprov_error *error)
{
	const char *text = sfprov_json_text(line);
	sfprov_bulk_entry *entry;

	if (text == NULL) {
		return sfprov_fail_memory(error);
	}
	if (strlen(text) >= LINE_MAX) {
		return SFPROV_OK;
	}
	/* At once for all: a list that grows leaves its former places behind in the heap. */
	if (pass->entries == NULL) {
		pass->entries = sfprov_alloc(pass->room, sizeof(*pass->entries));
	}
	if (pass->entries == NULL) {
		return sfprov_fail_memory(error);
	}
	entry = &pass->entries[pass->count];
	memset(entry, 0, sizeof(*entry));
	entry->person = item->input->person;
	entry->revision = item->push.link.revision;
	entry->operation = operation;
	if (fseek(pass->lines, 0, SEEK_END) != 0 || (entry->offset = ftell(pass->lines)) < 0 || fputs(text, pass->lines) < 0 || fputc('\n', pass->lines) == EOF) {
		return sfprov_fail(error, SFPROV_E_SERVER, "A temporary file for the Bulk API could not be written: is the temporary folder of this machine full?");
	}
	pass->count++;
	return SFPROV_OK;
}

json_object *sfprov_bulk_read_line(sfprov_bulk_pass *pass, const sfprov_bulk_entry *entry)
{
	char *text = sfprov_alloc(1, LINE_MAX + 1);
	json_object *line = NULL;

	if (text != NULL && fseek(pass->lines, entry->offset, SEEK_SET) == 0 && fgets(text, LINE_MAX + 1, pass->lines) != NULL) {
		line = sfprov_json_parse(text, strlen(text));
	}
	sfprov_free(text);
	return line;
}

/* Creates are announced before they are put by; who is being created by somebody else is left to the ordinary way. */
static sfprov_status announce(sfprov_bulk_pass *pass, sfprov_batch *batch, bool *claimed, sfprov_error *error)
{
	const sfprov_environment *environment = pass->host->one->environment;
	const sfprov_set_store *set = pass->host->set;
	sfprov_set_claim *claims = sfprov_alloc(batch->count, sizeof(*claims));
	size_t *places = sfprov_alloc(batch->count, sizeof(*places));
	int64_t *made = sfprov_alloc(batch->count, sizeof(*made));
	sfprov_status status = claims == NULL || places == NULL || made == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
	size_t made_count = 0;
	size_t count = 0;
	size_t i;

	for (i = 0; status == SFPROV_OK && i < batch->count; i++) {
		const sfprov_push *push = &batch->items[i].push;
		sfprov_step step = pass->coperson ? push->plan.coperson_step : push->plan.contact_step;

		if (batch->items[i].fate == SFPROV_FATE_SEND && step == SFPROV_STEP_CREATE && push->link.intent[0] == '\0'
			&& (!pass->coperson || push->plan.contact_step == SFPROV_STEP_NONE)
			&& fits(pass, pass->coperson ? push->plan.coperson.fields : push->plan.contact.fields)) {
			places[count] = i;
			claims[count].person = batch->items[i].input->person;
			claims[count].link = &batch->items[i].push.link;
			claims[count].match = sfprov_lookup_match(push->plan.contact.fields);
			status = claims[count++].match == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
		}
	}
	if (status == SFPROV_OK && count > 0) {
		status = set->claim(set->context, pass->target->co_provisioning_target_id, pass->who,
			environment->wall_time(environment->context) - SFPROV_ANNOUNCEMENT_LEASE_SECONDS, claims, count, error);
	}
	for (i = 0; i < count; i++) {
		/* The link was read again under the lock. Whoever comes with a former announcement stays in our name until the job has ended, and is left to the ordinary way then. Whoever
		 * has got a record meanwhile needs none. */
		bool announced = status == SFPROV_OK && claims[i].claimed && claims[i].link->intent[0] == '\0';

		claimed[places[i]] = announced && (pass->coperson ? claims[i].link->coperson_id : claims[i].link->contact_id)[0] == '\0';
		if (announced && !claimed[places[i]]) {
			made[made_count++] = claims[i].person;
		}
		json_object_put(claims[i].match);
	}
	if (made_count > 0) {
		status = set->unclaim(set->context, pass->target->co_provisioning_target_id, pass->who, made, made_count, error);
	}
	sfprov_free(made);
	sfprov_free(places);
	sfprov_free(claims);
	return status;
}

void sfprov_bulk_lose(sfprov_bulk_pass *pass)
{
	pass->lost = true;
	pass->open = false;
	sfprov_log(pass->host->one->environment, SFPROV_LOG_WARNING,
		"Another process has taken over the Bulk API job that this one was preparing. The records are sent in smaller calls instead.");
}

static sfprov_status begin_entry(sfprov_bulk_pass *pass, sfprov_error *error)
{
	const sfprov_provisioning_host *one = pass->host->one;

	if (sfprov_announcement_name_for(one->environment, SFPROV_BULK_ANNOUNCEMENT_SECONDS, pass->who, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (one->connect(one->connect_context, pass->target, &pass->client, error) != SFPROV_OK
		|| pass->jobs->begin(pass->jobs->context, pass->target->co_provisioning_target_id, pass->run, pass->who, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	pass->open = true;
	return SFPROV_OK;
}

/* Begins the entry with the first people, and renews it with all others: many thousand of them take longer than a lease. */
static sfprov_status show_up(sfprov_bulk_pass *pass, sfprov_error *error)
{
	bool ours;

	if (pass->client == NULL) {
		return begin_entry(pass, error);
	}
	if (pass->jobs->renew(pass->jobs->context, pass->who, &ours, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (!ours) {
		sfprov_bulk_lose(pass);
	}
	return SFPROV_OK;
}

static sfprov_status put_all_by(sfprov_bulk_pass *pass, sfprov_batch *batch, const bool *claimed, sfprov_error *error)
{
	sfprov_status status = SFPROV_OK;
	size_t i;

	for (i = 0; status == SFPROV_OK && i < batch->count && pass->count < pass->room; i++) {
		const sfprov_batch_item *item = &batch->items[i];
		sfprov_bulk_operation operation;
		size_t before = pass->count;
		json_object *fields;
		json_object *line;
		bool wanted;

		fields = make_fields(pass, item, &operation, &wanted);
		if (!wanted || (operation == SFPROV_BULK_CREATE && !claimed[i])) {
			json_object_put(fields);
			continue;
		}
		line = make_line(pass, item, fields);
		status = line == NULL ? sfprov_fail_memory(error) : put_by(pass, item, line, operation, error);
		if (pass->count > before) {
			pass->entries[before].claimed = claimed[i];
		}
		json_object_put(line);
	}
	return status;
}

sfprov_status sfprov_bulk_pass_add(sfprov_bulk_pass *pass, const sfprov_batch_person *people, size_t count, sfprov_error *error)
{
	sfprov_batch batch = {.host = pass->host, .target = pass->target, .options = pass->options, .count = count};
	sfprov_status status;
	bool *claimed;

	if (!pass->lost && show_up(pass, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (pass->lost) {
		return SFPROV_OK;
	}
	claimed = sfprov_alloc(count, sizeof(*claimed));
	status = claimed == NULL ? sfprov_fail_memory(error) : sfprov_batch_plan(&batch, people, error);
	if (status == SFPROV_OK) {
		status = announce(pass, &batch, claimed, error);
	}
	if (status == SFPROV_OK) {
		status = put_all_by(pass, &batch, claimed, error);
	}
	sfprov_batch_free(&batch);
	sfprov_free(claimed);
	return status;
}

/* Records whose job was not even begun. */
static void give_up(sfprov_bulk_pass *pass, sfprov_bulk_operation operation)
{
	size_t i;

	for (i = 0; i < pass->count; i++) {
		if (pass->entries[i].operation == operation && pass->entries[i].fate == SFPROV_BULK_PENDING) {
			pass->entries[i].fate = SFPROV_BULK_NOT_DONE;
		}
	}
}

/* Keeps of a pass what the next one asks of it; its records are some megabytes, which that one needs itself. */
static sfprov_status keep_done(sfprov_bulk_pass *pass, sfprov_error *error)
{
	size_t i;

	pass->done = sfprov_alloc(pass->count, sizeof(*pass->done));
	if (pass->done == NULL) {
		return sfprov_fail_memory(error);
	}
	for (i = 0; i < pass->count; i++) {
		if (pass->entries[i].fate == SFPROV_BULK_DONE) {
			pass->done[pass->done_count++] = pass->entries[i].person;
		}
	}
	free_records(pass);
	return SFPROV_OK;
}

sfprov_status sfprov_bulk_pass_send(sfprov_bulk_pass *pass, size_t least, const sfprov_bulk_pass *before, sfprov_counts *counts, sfprov_error *error)
{
	static const sfprov_bulk_operation operations[] = {SFPROV_BULK_CREATE, SFPROV_BULK_UPSERT, SFPROV_BULK_UPDATE};
	sfprov_status status = SFPROV_OK;
	sfprov_error own;
	size_t i;

	for (i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
		if (status == SFPROV_OK && !pass->lost && pass->count >= least) {
			status = sfprov_bulk_run_job(pass, operations[i], error);
		} else {
			give_up(pass, operations[i]);
		}
	}
	counts->sent += pass->count >= least && !pass->lost ? (int64_t) pass->count : 0;
	/* What is known by now is remembered, whatever went wrong. */
	if (pass->count > 0 && sfprov_bulk_remember(pass, before, counts, &own) != SFPROV_OK && status == SFPROV_OK) {
		*error = own;
		status = SFPROV_FAILED;
	}
	if (status == SFPROV_OK && pass->open) {
		status = pass->jobs->end(pass->jobs->context, pass->target->co_provisioning_target_id, pass->who, error);
		pass->open = status != SFPROV_OK;
	}
	return status == SFPROV_OK && pass->count > 0 ? keep_done(pass, error) : status;
}
