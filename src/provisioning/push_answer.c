/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "provisioning/push_answer.h"

#include "base/text.h"
#include "provisioning/announcement.h"
#include "provisioning/lookup.h"
#include "salesforce/errors.h"

#include <stdio.h>
#include <string.h>

/* Duplicates that a message names. */
#define NAMED_MAX 5

static void set_id(sfprov_push *push, char id[SFPROV_ID_SIZE], const char *value)
{
	if (strcmp(id, value) != 0) {
		(void) snprintf(id, SFPROV_ID_SIZE, "%s", value);
		push->ids_changed = true;
		push->changed = true;
	}
}

/* What was sent to a record that is gone says nothing about its successor. */
static void forget_sent(sfprov_push *push, const char *sobject)
{
	if (push->link.sent != NULL) {
		json_object_object_del(push->link.sent, sobject);
	}
	push->changed = true;
}

/* An upsert that found a record may have found one that another person is linked to. */
static sfprov_status take_contact_id(sfprov_push *push, const sfprov_record_answer *answer, sfprov_error *error)
{
	const char *id = answer->id;

	if (push->plan.contact_step == SFPROV_STEP_UPDATE) {
		return SFPROV_OK;
	}
	if (id == NULL) {
		/* It is there, and so may be its CoPerson__c; the next run finds them. */
		push->in_flight = sfprov_plan_creates_once(&push->plan);
		return sfprov_fail(error, SFPROV_E_SERVER, "Salesforce accepted the Contact of CO Person %lld but did not tell its id: try again",
			(long long) push->mapped->co_person_id);
	}
	if (push->plan.contact_step == SFPROV_STEP_UPSERT && !answer->created
		&& sfprov_lookup_check_owner(push->host, push->target, push->mapped->co_person_id, id, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	set_id(push, push->link.contact_id, id);
	return SFPROV_OK;
}

/* Follows a merge, else forgets the Contact so that the next round makes it anew. */
static sfprov_status contact_is_gone(sfprov_push *push, const sfprov_error *refusal, sfprov_error *error)
{
	char survivor[SFPROV_ID_SIZE];
	char gone[SFPROV_ID_SIZE];
	sfprov_masters own = {0};
	sfprov_status status;

	(void) snprintf(gone, sizeof(gone), "%s", push->link.contact_id);
	status = sfprov_masters_survivor(push->masters == NULL ? &own : push->masters, push->client, gone, survivor, error);
	sfprov_masters_free(&own);
	if (status != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (strcmp(survivor, gone) == 0) {
		/* It is there: a successor would be its double. */
		*error = *refusal;
		return SFPROV_FAILED;
	}
	(void) snprintf(push->link.gone_contact_id, SFPROV_ID_SIZE, "%s", gone);
	if (survivor[0] != '\0' && sfprov_lookup_check_owner(push->host, push->target, push->mapped->co_person_id, survivor, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	sfprov_log(push->host->environment, SFPROV_LOG_WARNING,
		survivor[0] != '\0' ? "CO Person %lld: Contact %s was merged into %s, which is followed"
							: "CO Person %lld: Contact %s is gone from Salesforce%s and is created anew",
		(long long) push->mapped->co_person_id, gone, survivor);
	/* A merge takes along what hangs on the Contact. */
	push->link.relink = survivor[0] == '\0';
	set_id(push, push->link.contact_id, survivor);
	forget_sent(push, SFPROV_CONTACT);
	return SFPROV_OK;
}

/* Adds to the message which records Salesforce takes for the same person: an admin has to look at them. */
static void name_duplicates(const sfprov_record_answer *answer, sfprov_error *error)
{
	json_object *ids = strcmp(error->code, "DUPLICATES_DETECTED") == 0 ? sfprov_sf_duplicate_ids(answer->body) : NULL;
	size_t length = strlen(error->message);
	size_t count = ids == NULL ? 0 : json_object_array_length(ids);
	size_t i;

	for (i = 0; i < count && i < NAMED_MAX; i++) {
		(void) snprintf(error->message + length, sizeof(error->message) - length, "%s%s%s", i == 0 ? " Found: " : ", ",
			json_object_get_string(json_object_array_get_idx(ids, i)),
			i + 1 < count && i + 1 < NAMED_MAX ? ""
				: count > NAMED_MAX            ? ", ..."
											   : ".");
		length = strlen(error->message);
	}
	json_object_put(ids);
}

/* DUPLICATES_DETECTED under the policy "adopt": the one match becomes this person's Contact. `*adopted` is false when there is not exactly one. */
static sfprov_status adopt_duplicate(sfprov_push *push, const sfprov_record_answer *answer, bool *adopted, sfprov_error *error)
{
	json_object *ids = sfprov_sf_duplicate_ids(answer->body);
	sfprov_status status = SFPROV_OK;
	const char *id;

	*adopted = false;
	if (ids == NULL) {
		return sfprov_fail_memory(error);
	}
	if (json_object_array_length(ids) == 1) {
		id = json_object_get_string(json_object_array_get_idx(ids, 0));
		status = sfprov_lookup_check_owner(push->host, push->target, push->mapped->co_person_id, id, error);
		if (status == SFPROV_OK) {
			sfprov_log(push->host->environment, SFPROV_LOG_WARNING, "CO Person %lld: the duplicate Contact %s is adopted, as the target's policy says",
				(long long) push->mapped->co_person_id, id);
			set_id(push, push->link.contact_id, id);
			forget_sent(push, SFPROV_CONTACT);
			*adopted = true;
		}
	}
	json_object_put(ids);
	return status;
}

static sfprov_status contact_refused(sfprov_push *push, const sfprov_record_answer *answer, bool *again, sfprov_error *error)
{
	bool adopted = false;
	sfprov_error own = answer->error;

	push->in_flight = push->in_flight || (push->plan.contact_step == SFPROV_STEP_CREATE && answer->may_have_happened);
	if (push->plan.contact_step == SFPROV_STEP_UPDATE && sfprov_sf_error_is_gone(&own)) {
		*again = true;
		return contact_is_gone(push, &own, error);
	}
	if (push->plan.contact_step != SFPROV_STEP_UPDATE && push->target->duplicate_policy == SFPROV_DUPLICATE_ADOPT
		&& strcmp(own.code, "DUPLICATES_DETECTED") == 0) {
		if (adopt_duplicate(push, answer, &adopted, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
		*again = *again || adopted;
	}
	if (!adopted) {
		name_duplicates(answer, &own);
		*error = own;
		return SFPROV_FAILED;
	}
	return SFPROV_OK;
}

static sfprov_status read_contact(sfprov_push *push, const sfprov_record_answer *answer, bool *done, bool *again, sfprov_error *error)
{
	*done = answer->ok;
	if (!*done) {
		return contact_refused(push, answer, again, error);
	}
	if (take_contact_id(push, answer, error) != SFPROV_OK) {
		*done = false;
		return SFPROV_FAILED;
	}
	push->contact_seen = true;
	push->changed = true;
	return SFPROV_OK;
}

static sfprov_status read_coperson(sfprov_push *push, const sfprov_record_answer *answer, bool *done, bool *again, sfprov_error *error)
{
	bool create = push->plan.coperson_step == SFPROV_STEP_CREATE;

	*done = answer->ok;
	if (*done) {
		push->changed = true;
		if (create && answer->id == NULL) {
			*done = false;
			push->in_flight = true;
			return sfprov_fail(error, SFPROV_E_SERVER, "Salesforce accepted the CoPerson__c of CO Person %lld but did not tell its id: try again",
				(long long) push->mapped->co_person_id);
		}
		if (create) {
			set_id(push, push->link.coperson_id, answer->id);
		}
		push->coperson_seen = true;
		return SFPROV_OK;
	}
	if (answer->halted) {
		/* The Contact's own error, or the next round, says what there is to say. */
		return SFPROV_OK;
	}
	*error = answer->error;
	push->in_flight = push->in_flight || (create && answer->may_have_happened);
	if (!create && sfprov_sf_error_is_gone(error)) {
		sfprov_log(push->host->environment, SFPROV_LOG_WARNING, "CO Person %lld: CoPerson__c %s is gone from Salesforce and is created anew",
			(long long) push->mapped->co_person_id, push->link.coperson_id);
		(void) snprintf(push->link.gone_coperson_id, SFPROV_ID_SIZE, "%s", push->link.coperson_id);
		set_id(push, push->link.coperson_id, "");
		forget_sent(push, SFPROV_COPERSON);
		*again = true;
		return SFPROV_OK;
	}
	return SFPROV_FAILED;
}

sfprov_status sfprov_push_read_answers(
	sfprov_push *push, const sfprov_record_answer *contact, const sfprov_record_answer *coperson, bool *again, sfprov_error *error)
{
	sfprov_status contact_status = SFPROV_OK;
	sfprov_status coperson_status = SFPROV_OK;
	sfprov_error coperson_error = {0};
	bool coperson_done = false;
	bool contact_done = false;
	json_object *sent;

	if (contact != NULL) {
		contact_status = read_contact(push, contact, &contact_done, again, error);
	}
	if (coperson != NULL) {
		coperson_status = read_coperson(push, coperson, &coperson_done, again, &coperson_error);
		if (push->has_contact && contact_status == SFPROV_OK && !contact_done && coperson_error.outcome == SFPROV_OUTCOME_REFUSED) {
			/* It was to hang on the Contact that is gone; the next round says what there is to say. */
			coperson_status = SFPROV_OK;
		}
	}
	if (contact_status != SFPROV_OK && coperson_done && push->plan.coperson_step == SFPROV_STEP_CREATE) {
		/* It hangs on a Contact that is not known to be ours. Left as unfinished, it is looked for by the next run, which makes no further one. */
		push->in_flight = true;
	}
	push->link.relink = push->link.relink || push->plan.relink_coperson;
	if (coperson_done && (push->plan.relink_coperson || push->plan.coperson_step == SFPROV_STEP_CREATE)) {
		push->link.relink = false;
	}
	sent = sfprov_plan_sent(&push->plan, &push->link, contact_done, coperson_done);
	if (sent == NULL) {
		/* Not knowing what was sent is safe: next time all of it is. */
		push->changed = true;
	}
	json_object_put(push->link.sent);
	push->link.sent = sent;
	sfprov_plan_strike_out(&push->plan, contact_done, coperson_done);
	if (contact_status == SFPROV_OK && coperson_status != SFPROV_OK) {
		*error = coperson_error;
	}
	return contact_status == SFPROV_OK ? coperson_status : contact_status;
}

static void answer_of_part(const sfprov_composite_part *part, const char *what, sfprov_record_answer *answer)
{
	memset(answer, 0, sizeof(*answer));
	answer->ok = sfprov_composite_part_ok(part);
	answer->halted = part->halted;
	/* As for a whole call, a failure of the server says nothing about what it did before. */
	answer->may_have_happened = part->status >= 500;
	answer->id = sfprov_composite_part_id(part);
	answer->created = sfprov_json_get_bool(part->body, "created", true);
	answer->body = part->body;
	if (!answer->ok) {
		(void) sfprov_sf_error_of_answer(part->status, part->body, what, &answer->error);
	}
}

sfprov_status sfprov_push_read_composite(sfprov_push *push, const sfprov_composite_result *result, bool *again, sfprov_error *error)
{
	sfprov_record_answer coperson;
	sfprov_record_answer contact;
	size_t part = 0;

	if (push->has_contact) {
		answer_of_part(&result->parts[part++], push->plan.contact_step == SFPROV_STEP_UPDATE ? "Contact update" : "Contact create", &contact);
	}
	if (push->has_coperson) {
		answer_of_part(&result->parts[part], push->plan.coperson_step == SFPROV_STEP_CREATE ? "CoPerson__c create" : "CoPerson__c update", &coperson);
	}
	return sfprov_push_read_answers(push, push->has_contact ? &contact : NULL, push->has_coperson ? &coperson : NULL, again, error);
}

bool sfprov_push_must_announce(const sfprov_push *push)
{
	return sfprov_plan_creates_once(&push->plan) && (!push->announced || (push->plan.contact_step == SFPROV_STEP_CREATE && !push->announced_contact));
}

bool sfprov_push_is_certain(const sfprov_error *error)
{
	/* The status and the kind may be those of the token request that followed. */
	if (error->outcome == SFPROV_OUTCOME_UNAUTHORIZED) {
		return true;
	}
	if (error->http_status >= 500) {
		return false;
	}
	switch (error->kind) {
		case SFPROV_E_NETWORK:
			return error->outcome == SFPROV_OUTCOME_NOT_SENT;
		case SFPROV_E_SERVER:
			return error->outcome != SFPROV_OUTCOME_UNKNOWN;
		case SFPROV_E_MEMORY:
		case SFPROV_E_ABORTED:
			return false;
		default:
			return error->outcome != SFPROV_OUTCOME_UNKNOWN;
	}
}

void sfprov_push_end_former(sfprov_push *push)
{
	const sfprov_link *link = &push->link;

	/* A CoPerson__c that may have been made counts also while the target does not want one: once it does again, it has to be found. */
	if (link->intent[0] != '\0' && sfprov_announcement_is_done(link) && !push->announced && !push->resolve_coperson && !sfprov_plan_creates_once(&push->plan)
		&& sfprov_announcement_is_old(push->host->environment, link->intent)) {
		push->ends_former = true;
		push->changed = true;
	}
}

void sfprov_push_describe(const sfprov_push *push, sfprov_push_result *result)
{
	memset(result, 0, sizeof(*result));
	/* What the row alone knows is not given up for a record that may be gone. */
	result->contact_id = !push->contact_seen && push->link.other_contact_id[0] != '\0' ? push->link.other_contact_id : push->link.contact_id;
	result->coperson_id = !push->coperson_seen && push->link.other_coperson_id[0] != '\0' ? push->link.other_coperson_id : push->link.coperson_id;
	result->sent = push->link.sent;
	result->revision = push->link.revision;
	result->who = push->announced ? push->who : push->ends_former ? push->link.intent : "";
	result->unfinished = push->in_flight || push->resolve_coperson;
	/* Who has only looked for what an earlier one made leaves it as it was. */
	result->flown = !result->unfinished ? 0 : push->flown != 0 ? push->flown : sfprov_announcement_flown(push->link.intent);
}
