/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "provisioning/announcement.h"

#include "base/platform.h"
#include "base/text.h"
#include "provisioning/lookup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POLL_MS 200

#define LEFT "0.unfinished"

sfprov_status sfprov_announcement_name_for(const sfprov_environment *environment, int64_t seconds, char who[SFPROV_INTENT_SIZE], sfprov_error *error)
{
	int64_t moment = environment->wall_time(environment->context) + seconds;
	unsigned char random[6];
	char host[24];

	if (!environment->random(environment->context, random, sizeof(random))) {
		return sfprov_fail(error, SFPROV_E_SERVER, "This machine gives no random numbers");
	}
	sfprov_platform_host_name(host, sizeof(host));
	(void) snprintf(who, SFPROV_INTENT_SIZE, "%lld.%02x%02x%02x%02x%02x%02x@%s:%lld", (long long) moment, random[0], random[1], random[2], random[3], random[4],
		random[5], host, (long long) sfprov_platform_process_id());
	return SFPROV_OK;
}

sfprov_status sfprov_announcement_name(const sfprov_environment *environment, char who[SFPROV_INTENT_SIZE], sfprov_error *error)
{
	return sfprov_announcement_name_for(environment, 0, who, error);
}

int64_t sfprov_announcement_moment(const char *who)
{
	return strtoll(who, NULL, 10);
}

void sfprov_announcement_leave(int64_t flown, char name[SFPROV_INTENT_SIZE])
{
	if (flown == 0) {
		(void) snprintf(name, SFPROV_INTENT_SIZE, LEFT);
	} else {
		(void) snprintf(name, SFPROV_INTENT_SIZE, LEFT ".%lld", (long long) flown);
	}
}

int64_t sfprov_announcement_flown(const char *name)
{
	return sfprov_text_starts_with(name, LEFT ".") ? strtoll(name + strlen(LEFT "."), NULL, 10) : 0;
}

bool sfprov_announcement_is_old(const sfprov_environment *environment, const char *who)
{
	return sfprov_announcement_moment(who) <= environment->wall_time(environment->context) - SFPROV_ANNOUNCEMENT_LEASE_SECONDS;
}

json_object *sfprov_announcement_marks(const sfprov_plan *plan, const sfprov_link *link)
{
	json_object *marks = sfprov_lookup_match(plan->contact.fields);

	if (marks != NULL
		&& ((plan->contact_step == SFPROV_STEP_CREATE && !sfprov_json_set_text(marks, SFPROV_CONTACT, link->gone_contact_id))
			|| (plan->coperson_step == SFPROV_STEP_CREATE && !sfprov_json_set_text(marks, SFPROV_COPERSON, link->gone_coperson_id)))) {
		json_object_put(marks);
		marks = NULL;
	}
	return marks;
}

bool sfprov_announcement_replaces(const sfprov_link *link)
{
	const char *gone = sfprov_json_get_text(link->intent_match, SFPROV_CONTACT);

	return link->intent[0] != '\0' && gone != NULL && sfprov_text_same_record_id(link->contact_id, gone);
}

sfprov_status sfprov_announcement_take_found(sfprov_link *link, const char *contact_id, sfprov_error *error)
{
	if (link->contact_id[0] != '\0') {
		/* What was sent went to the one that is gone, and its CoPerson__c may still hang on that. */
		(void) memcpy(link->gone_contact_id, link->contact_id, SFPROV_ID_SIZE);
		json_object_put(link->sent);
		link->sent = NULL;
		link->relink = true;
	}
	/* Before all else: whatever remembers the one must remember the other. */
	if (sfprov_plan_note_relink(link, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	(void) snprintf(link->contact_id, SFPROV_ID_SIZE, "%s", contact_id);
	return SFPROV_OK;
}

static bool is_known(const char *id, const char *gone)
{
	return id[0] != '\0' && (gone == NULL || !sfprov_text_same_record_id(id, gone));
}

bool sfprov_announcement_is_done(const sfprov_link *link)
{
	const char *contact = sfprov_json_get_text(link->intent_match, SFPROV_CONTACT);
	const char *coperson = sfprov_json_get_text(link->intent_match, SFPROV_COPERSON);
	/* Those of the Bulk API make one record each, and do not say which: a name is the Contact's. */
	bool silent = contact == NULL && coperson == NULL;
	bool named = sfprov_json_get_text(link->intent_match, "LastName") != NULL;
	bool unreadable = link->intent_match == NULL;

	return ((contact == NULL && !(silent && named) && !unreadable) || is_known(link->contact_id, contact))
		&& ((coperson == NULL && !(silent && !named)) || is_known(link->coperson_id, coperson));
}

sfprov_status sfprov_announce(const sfprov_provisioning_host *host, const sfprov_target *target, int64_t person, const char *who, const sfprov_plan *plan,
	sfprov_link *link, sfprov_error *error)
{
	const sfprov_environment *environment = host->environment;
	int64_t stop = environment->monotonic_ms(environment->context) + SFPROV_ANNOUNCEMENT_WAIT_MS;
	json_object *match = sfprov_announcement_marks(plan, link);
	sfprov_status status = match == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
	bool claimed = false;

	while (status == SFPROV_OK) {
		status = host->people->claim(host->people->context, target->co_provisioning_target_id, person, who,
			environment->wall_time(environment->context) - SFPROV_ANNOUNCEMENT_LEASE_SECONDS, match, link, &claimed, error);
		if (status != SFPROV_OK || claimed) {
			break;
		}
		if (!host->patient || environment->monotonic_ms(environment->context) >= stop) {
			status = sfprov_fail(error, SFPROV_E_SERVER,
				"Another process is creating the Salesforce records of CO Person %lld at this moment: try again in a few minutes", (long long) person);
			break;
		}
		environment->sleep_ms(environment->context, POLL_MS);
	}
	if (status == SFPROV_OK && strcmp(link->intent, who) == 0) {
		link->intent[0] = '\0';
	}
	if (status == SFPROV_OK && link->intent[0] != '\0' && link->intent_match == NULL) {
		/* What the row said cannot be read any more; today's values are the best guess. */
		link->intent_match = json_object_get(match);
	}
	json_object_put(match);
	return status;
}

sfprov_status sfprov_announcement_check_settled(const sfprov_provisioning_host *host, int64_t person, const sfprov_link *link, sfprov_error *error)
{
	int64_t flown = sfprov_announcement_flown(link->intent);
	/* Between the announcement of many and the last of their calls minutes can pass. */
	int64_t age = host->environment->wall_time(host->environment->context) - (flown > link->intent_time ? flown : link->intent_time);

	/* The clock of another host may be ahead of ours; one that is ahead by more was wrong. */
	if (age > -SFPROV_CLOCK_DIFFERENCE_SECONDS && age < SFPROV_CREATE_SETTLE_SECONDS) {
		(void) sfprov_fail(error, SFPROV_E_SERVER,
			"The answer to an earlier create for CO Person %lld was lost %lld seconds ago and nothing has appeared in Salesforce yet: try again in a minute",
			(long long) person, (long long) (age < 0 ? 0 : age));
		error->outcome = SFPROV_OUTCOME_UNKNOWN;
		return SFPROV_FAILED;
	}
	return SFPROV_OK;
}

sfprov_status sfprov_announcement_resolve(
	const sfprov_provisioning_host *host, sfprov_client *client, const sfprov_target *target, int64_t person, sfprov_link *link, sfprov_error *error)
{
	char found[SFPROV_ID_SIZE];

	if (link->intent[0] == '\0') {
		return SFPROV_OK;
	}
	/* With an external id a lost Contact is found by the upsert itself. */
	if ((link->contact_id[0] == '\0' || sfprov_announcement_replaces(link)) && target->external_id_field == NULL) {
		if (sfprov_lookup_lost_contact(host, client, target, person, link, found, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
		if (found[0] == '\0') {
			return sfprov_announcement_check_settled(host, person, link, error);
		}
		if (sfprov_announcement_take_found(link, found, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
		sfprov_log(host->environment, SFPROV_LOG_WARNING, "CO Person %lld: the Contact %s of a create whose answer was lost has been found", (long long) person,
			link->contact_id);
	}
	if (target->obj_coperson && link->contact_id[0] != '\0' && link->coperson_id[0] == '\0') {
		if (sfprov_lookup_coperson(client, link->contact_id, link->coperson_id, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
		if (link->coperson_id[0] == '\0') {
			return sfprov_announcement_check_settled(host, person, link, error);
		}
	}
	return SFPROV_OK;
}
