/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "provisioning/push.h"

#include "provisioning/announcement.h"
#include "provisioning/lookup.h"
#include "provisioning/push_answer.h"

#include <string.h>

/* Announce, settle a former announcement, announce anew, send, recreate a deleted Contact, recreate its CoPerson__c: more rounds than that mean that
 * somebody deletes faster than we create. */
#define ROUNDS_MAX 8

static sfprov_status add_contact(sfprov_push *push, sfprov_composite *composite, sfprov_error *error)
{
	sfprov_plan_request request;
	sfprov_status status;

	status = sfprov_plan_contact_request(&push->plan, push->mapped, push->target, &push->link, &request, error);
	if (status == SFPROV_OK) {
		status = sfprov_composite_add(composite, push->client, request.method, request.path, "contact", request.body, request.repeat, error);
	}
	sfprov_plan_request_free(&request);
	return status;
}

static sfprov_status add_coperson(sfprov_push *push, sfprov_composite *composite, sfprov_error *error)
{
	bool new_contact = push->plan.contact_step == SFPROV_STEP_CREATE || push->plan.contact_step == SFPROV_STEP_UPSERT;
	sfprov_plan_request request;
	sfprov_status status;

	status = sfprov_plan_coperson_request(&push->plan, &push->link, new_contact ? "@{contact.id}" : push->link.contact_id, &request, error);
	if (status == SFPROV_OK) {
		status = sfprov_composite_add(composite, push->client, request.method, request.path, "coperson", request.body, request.repeat, error);
	}
	sfprov_plan_request_free(&request);
	return status;
}

/* One API call. `*again` tells that another round is needed. */
static sfprov_status send_round(sfprov_push *push, bool *again, sfprov_error *error)
{
	/* After a lost answer to an upsert the Contact comes first: only then can its CoPerson__c be looked for. */
	bool contact_alone = push->resolve_coperson && push->plan.contact_step == SFPROV_STEP_UPSERT;
	sfprov_composite_result result;
	sfprov_composite composite;
	sfprov_status status = SFPROV_OK;

	memset(&result, 0, sizeof(result));
	sfprov_composite_init(&composite, false);
	/* Before the parts are made: each carries the header itself. */
	push->client->allow_duplicates = push->target->duplicate_policy == SFPROV_DUPLICATE_SAVE;
	push->has_contact = push->plan.contact_step != SFPROV_STEP_NONE;
	push->has_coperson = push->plan.coperson_step != SFPROV_STEP_NONE && !contact_alone;
	*again = contact_alone;
	if (push->has_contact) {
		status = add_contact(push, &composite, error);
	}
	if (status == SFPROV_OK && push->has_coperson) {
		status = add_coperson(push, &composite, error);
	}
	if (status == SFPROV_OK) {
		push->in_flight = sfprov_plan_creates_once(&push->plan);
		push->flown = push->in_flight ? push->host->environment->wall_time(push->host->environment->context) : push->flown;
		status = sfprov_composite_send(push->client, &composite, &result, error);
		push->in_flight = push->in_flight && status != SFPROV_OK && !sfprov_push_is_certain(error);
	}
	if (status == SFPROV_OK) {
		status = sfprov_push_read_composite(push, &result, again, error);
	}
	sfprov_composite_result_free(&result);
	sfprov_composite_free(&composite);
	return status;
}

static sfprov_status connect_once(sfprov_push *push, sfprov_error *error)
{
	if (push->client != NULL) {
		return SFPROV_OK;
	}
	if (!push->link.journal) {
		sfprov_log(push->host->environment, SFPROV_LOG_WARNING,
			"The tables of the SalesforceProvisioner plugin are of an older version, so that it is not known what was sent before: all fields are sent each "
			"time, "
			"and a create whose answer gets lost can make a second record. Run the registry's \"cake database\".");
	}
	return push->host->connect(push->host->connect_context, push->target, &push->client, error);
}

/* Whether it was remembered is not known: to write any more would undo it, or end what is still to be found. As after a crash, the next push finds it again. */
static void forget_finding(sfprov_push *push)
{
	push->link.contact_id[0] = '\0';
	push->resolve_coperson = false;
	push->announced = false;
	push->changed = false;
}

/* Looks for what an earlier announcement made, and ends it: what is still to be created is announced under its own time and marks. What was found is
 * remembered by the same step, so that no crash in between can lose it. */
static sfprov_status settle_former(sfprov_push *push, sfprov_error *error)
{
	const sfprov_person_store *people = push->host->people;
	int64_t target = push->target->co_provisioning_target_id;
	int64_t person = push->mapped->co_person_id;
	sfprov_push_result result;
	sfprov_status status;

	/* From here on a failure must leave the old announcement: nothing is certain before it is resolved. */
	push->in_flight = true;
	if (sfprov_announcement_resolve(push->host, push->client, push->target, person, &push->link, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	push->in_flight = false;
	if (push->link.contact_id[0] == '\0' && push->target->external_id_field != NULL) {
		/* The upsert finds the Contact; its CoPerson__c is looked for after that. */
		return SFPROV_OK;
	}
	push->resolve_coperson = false;
	if (push->link.contact_id[0] != '\0') {
		sfprov_push_describe(push, &result);
		status = people->record(people->context, target, person, &result, error);
		push->link.revision++;
		push->ids_changed = true;
	} else {
		status = people->unclaim(people->context, target, person, push->who, error);
	}
	push->announced = false;
	push->changed = true;
	if (status != SFPROV_OK) {
		forget_finding(push);
	}
	return status;
}

static sfprov_status announce_once(sfprov_push *push, sfprov_error *error)
{
	if ((!push->announced && sfprov_announcement_name(push->host->environment, push->who, error) != SFPROV_OK)
		|| sfprov_announce(push->host, push->target, push->mapped->co_person_id, push->who, &push->plan, &push->link, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	push->announced = true;
	push->announced_contact = push->plan.contact_step == SFPROV_STEP_CREATE;
	push->resolve_coperson = push->link.intent[0] != '\0';
	return push->resolve_coperson ? settle_former(push, error) : SFPROV_OK;
}

static sfprov_status run_rounds(sfprov_push *push, sfprov_error *error)
{
	bool again = true;
	int round;

	for (round = 0; again && round < ROUNDS_MAX; round++) {
		sfprov_plan_free(&push->plan);
		if (sfprov_plan_make(push->mapped, push->target, &push->link, &push->plan, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
		sfprov_push_end_former(push);
		if (sfprov_plan_is_empty(&push->plan)) {
			return SFPROV_OK;
		}
		if (connect_once(push, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
		if (push->resolve_coperson && push->link.contact_id[0] != '\0') {
			if (settle_former(push, error) != SFPROV_OK) {
				return SFPROV_FAILED;
			}
			continue;
		}
		if (sfprov_push_must_announce(push)) {
			/* The link is read again under the lock: plan anew from it. */
			if (announce_once(push, error) != SFPROV_OK) {
				return SFPROV_FAILED;
			}
			continue;
		}
		if (send_round(push, &again, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
	}
	if (again) {
		return sfprov_fail(error, SFPROV_E_SERVER,
			"The Salesforce records of CO Person %lld disappear while they are written: look for automation in the org that deletes them",
			(long long) push->mapped->co_person_id);
	}
	return SFPROV_OK;
}

/* Remembers what happened, whether it went well or not. */
static sfprov_status remember(sfprov_push *push, sfprov_error *error)
{
	const sfprov_person_store *people = push->host->people;
	int64_t target = push->target->co_provisioning_target_id;
	int64_t person = push->mapped->co_person_id;
	sfprov_status status = SFPROV_OK;
	sfprov_push_result result;

	if (push->changed || push->in_flight || push->resolve_coperson) {
		sfprov_push_describe(push, &result);
		status = people->record(people->context, target, person, &result, error);
	} else if (push->announced) {
		status = people->unclaim(people->context, target, person, push->who, error);
	}
	if (push->link.contact_id[0] != '\0' && (push->ids_changed || !push->link.identifier_current)) {
		/* Also when the line above failed: one of the two places must know the ids. */
		sfprov_error own;

		if (people->store_ids(people->context, target, person, push->link.contact_id, push->link.coperson_id, &own) != SFPROV_OK && status == SFPROV_OK) {
			*error = own;
			status = SFPROV_FAILED;
		}
	}
	return status;
}

static void note_failure(sfprov_push *push, const sfprov_error *failure)
{
	const sfprov_person_store *people = push->host->people;
	sfprov_error ignored;

	if (failure->kind == SFPROV_E_ABORTED || failure->kind == SFPROV_E_MEMORY) {
		return;
	}
	if (people->record_failure(people->context, push->target->co_provisioning_target_id, push->mapped->co_person_id, failure, &ignored) != SFPROV_OK) {
		sfprov_log(push->host->environment, SFPROV_LOG_WARNING, "The failure of CO Person %lld could not be remembered: %s",
			(long long) push->mapped->co_person_id, ignored.message);
	}
}

sfprov_status sfprov_push_person(const sfprov_provisioning_host *host, const sfprov_target *target, sfprov_mapped *mapped, sfprov_error *error)
{
	sfprov_error after;
	sfprov_status status;
	sfprov_push push;

	memset(&push, 0, sizeof(push));
	push.host = host;
	push.target = target;
	push.mapped = mapped;
	status = host->people->load(host->people->context, target->co_provisioning_target_id, mapped->co_person_id, &push.link, error);
	if (status == SFPROV_OK) {
		status = run_rounds(&push, error);
		/* A success ends the error of the push before, also when there was nothing to send any more. */
		push.changed = push.changed || (status == SFPROV_OK && push.link.failed);
		if (remember(&push, &after) != SFPROV_OK && status == SFPROV_OK) {
			*error = after;
			status = SFPROV_FAILED;
		}
		if (status != SFPROV_OK) {
			note_failure(&push, error);
		}
	}
	sfprov_plan_free(&push.plan);
	sfprov_link_free(&push.link);
	return status;
}
