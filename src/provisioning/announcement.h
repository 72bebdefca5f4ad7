/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The journal of intended creates: announced before, ended after, found again when the end never came. */
#ifndef SFPROV_PROVISIONING_ANNOUNCEMENT_H
#define SFPROV_PROVISIONING_ANNOUNCEMENT_H

#include "provisioning/person.h"
#include "provisioning/plan.h"

/* An announcement older than this belongs to a process that died: no push takes so long. */
#define SFPROV_ANNOUNCEMENT_LEASE_SECONDS 120

/* The longest that a call with creates may last: its announcement outlives it. */
#define SFPROV_ANNOUNCED_CALL_MS ((int64_t) 100000)

/* A request whose connection broke may still be at work in Salesforce for so long. */
#define SFPROV_CREATE_SETTLE_SECONDS 60

/* How long a patient caller waits for another worker that is creating the same person. */
#define SFPROV_ANNOUNCEMENT_WAIT_MS 5000

/* Makes up who we are: "<epoch second>.<random>@<host>:<process>". NETWORK-free; fails only without randomness. */
sfprov_status sfprov_announcement_name(const sfprov_environment *environment, char who[SFPROV_INTENT_SIZE], sfprov_error *error);

/* The same for work that takes longer: nobody takes the announcement over before so many seconds more have passed. */
sfprov_status sfprov_announcement_name_for(const sfprov_environment *environment, int64_t seconds, char who[SFPROV_INTENT_SIZE], sfprov_error *error);

/* The epoch second from which the lease of an announcement of this name counts; 0 when the name does not say. */
int64_t sfprov_announcement_moment(const char *who);

/* The name under which the announcement of a create is left whose fate is not known: as one made at second 0, which is anybody's to take over, with the moment when the create was sent (0: not
 * known). */
void sfprov_announcement_leave(int64_t flown, char name[SFPROV_INTENT_SIZE]);

/* That moment; 0 when the name does not say. */
int64_t sfprov_announcement_flown(const char *name);

/* Whether an announcement of this name is older than one is waited for: whoever made it has ended, or will never know. */
bool sfprov_announcement_is_old(const sfprov_environment *environment, const char *who);

/* What an announcement of this plan has to say of the records that it makes: by what a lost Contact can be recognised, and which of both are made, each in the place of the record that was found to be
 * gone ("": of none). New reference; NULL when memory ran out. */
json_object *sfprov_announcement_marks(const sfprov_plan *plan, const sfprov_link *link);

/* Whether the announcement in the link is of a Contact in the place of the one that the link still names. */
bool sfprov_announcement_replaces(const sfprov_link *link);

/* Takes a Contact that was found, in the place of the one that the link names, if it names one. MEMORY, and nothing is taken. */
sfprov_status sfprov_announcement_take_found(sfprov_link *link, const char *contact_id, sfprov_error *error);

/* Whether each record that the announcement in the link may have made is known by now, so that nothing is to be looked for any more. A record in whose place one was made does not count. */
bool sfprov_announcement_is_done(const sfprov_link *link);

/* Announces the create of a plan. `link` is read again; when it has got ids meanwhile, the caller plans anew. SERVER (try again) when another worker has announced it and does not
 * finish in time. */
sfprov_status sfprov_announce(const sfprov_provisioning_host *host, const sfprov_target *target, int64_t person, const char *who, const sfprov_plan *plan,
	sfprov_link *link, sfprov_error *error);

/* Whether the request of an announcement that was never finished can be counted out by now. SERVER (try again) while it cannot. */
sfprov_status sfprov_announcement_check_settled(const sfprov_provisioning_host *host, int64_t person, const sfprov_link *link, sfprov_error *error);

/* Finds what an earlier announcement that was never finished has made, and puts it into the link. SERVER (try again) while it is too early to tell. */
sfprov_status sfprov_announcement_resolve(
	const sfprov_provisioning_host *host, sfprov_client *client, const sfprov_target *target, int64_t person, sfprov_link *link, sfprov_error *error);

#endif
