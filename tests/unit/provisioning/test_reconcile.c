/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* A reconciliation with its repair, over a script of answers; then again and again, with each allocation, each call of the database and each call of Salesforce failing. */
#include "heap_failing.h"
#include "memory_failing.h"
#include "provisioning/reconcile.h"
#include "scripted_transport.h"
#include "unit.h"
#include "world.h"

#define CONTACT(n) "0030000000000" n "AAA"
#define COPERSON(n) "a0X0000000000" n "AAA"
#define PEOPLE 6

static world self;
static scripted_transport script;

static struct play {
	int calls; /* of the database */
	int fail_at;
	int found[SFPROV_DIFFERENCE_KINDS];
	int failures;
	bool cancels;
	int shows;
	int cancel_at;  /* the n-th look at the progress cancels; 0: none */
	size_t at_once; /* people of one read; 0: any number. Each takes half a second then */
	int64_t announced;
	sfprov_reconcile_report report;
} play;

static sfprov_status ask_database(sfprov_error *error)
{
	return ++play.calls == play.fail_at ? sfprov_fail(error, SFPROV_E_DATABASE, "scripted failure") : SFPROV_OK;
}

static sfprov_status bounds(void *context, int64_t *count, int64_t *last_id, sfprov_error *error)
{
	(void) context;
	*count = PEOPLE;
	*last_id = PEOPLE;
	return ask_database(error);
}

static sfprov_status ids(
	void *context, int64_t after, int64_t last, size_t limit, bool changed_only, int64_t since, int64_t *list, size_t *count, sfprov_error *error)
{
	(void) context;
	(void) changed_only;
	(void) since;
	*count = 0;
	while (after < last && *count < limit) {
		list[(*count)++] = ++after;
	}
	return ask_database(error);
}

/* 4 came in half, 5 cannot be read, the others are all Ann Lee. */
static sfprov_status read_people(void *context, const int64_t *list, size_t count, sfprov_person_data *people, sfprov_error *error)
{
	size_t i;

	(void) context;
	memset(people, 0, count * sizeof(*people));
	if (ask_database(error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (play.at_once > 0) {
		CHECK(count <= play.at_once);
		self.fake.monotonic += 500 * (int64_t) count;
	}
	heap_pause();
	for (i = 0; i < count; i++) {
		people[i].id = list[i];
		(void) snprintf(people[i].op, sizeof(people[i].op), "PR");
		people[i].failed = list[i] == 5;
		if (people[i].failed) {
			(void) sfprov_fail(&people[i].error, SFPROV_E_INPUT, "unreadable");
		} else {
			people[i].data = world_json(list[i] == 4 ? "{'CoPerson':{'id':4,'co_id':2,'status':'P'}}" : "{" ANN_LEE "}");
			if (list[i] != 4) {
				(void) sfprov_json_set(sfprov_json_get(people[i].data, "CoPerson"), "id", json_object_new_int64(list[i]));
			}
		}
	}
	heap_resume();
	return SFPROV_OK;
}

static void release(void *context, sfprov_person_data *people, size_t count)
{
	size_t i;

	(void) context;

	for (i = 0; i < count; i++) {
		json_object_put(people[i].data);
		people[i].data = NULL;
	}
}

/* 1 has its records, those of 2 are deleted, those of 6 were merged; 3 and 4 have none. */
static sfprov_status load(void *context, int64_t target, const int64_t *people, size_t count, sfprov_link *links, sfprov_error *error)
{
	size_t i;

	(void) context;
	(void) target;
	memset(links, 0, count * sizeof(*links));
	for (i = 0; i < count; i++) {
		if (people[i] == 1 || people[i] == 2 || people[i] == 6) {
			(void) snprintf(links[i].contact_id, SFPROV_ID_SIZE, "0030000000000%02dAAA", (int) people[i]);
			(void) snprintf(links[i].coperson_id, SFPROV_ID_SIZE, "a0X0000000000%02dAAA", (int) people[i]);
		}
	}
	heap_pause();
	links[0].sent = world_json("{'Contact':{'Title':'x'}}");
	heap_resume();
	return ask_database(error);
}

static sfprov_status find_owners(void *context, int64_t target, sfprov_set_owner *owners, size_t count, sfprov_error *error)
{
	size_t i;

	(void) context;
	(void) target;
	for (i = 0; i < count; i++) {
		owners[i].owner = 0;
	}
	return ask_database(error);
}

static sfprov_status find_linked(void *context, bool coperson, const char *const *list, size_t count, int64_t *owners, sfprov_error *error)
{
	size_t i;

	(void) context;
	for (i = 0; i < count; i++) {
		owners[i] = !coperson && strcmp(list[i], CONTACT("01")) == 0 ? 1 : 0;
	}
	return ask_database(error);
}

static sfprov_status find_keys(void *context, const char *type, const char *const *keys, size_t count, bool *known, sfprov_error *error)
{
	size_t i;

	(void) context;
	CHECK_TEXT(type, "uid");
	for (i = 0; i < count; i++) {
		known[i] = strcmp(keys[i], "alee") == 0;
	}
	return ask_database(error);
}

static sfprov_status oldest_announcement(void *context, int64_t *time, int64_t *person, sfprov_error *error)
{
	(void) context;
	*time = play.announced;
	*person = 6;
	return ask_database(error);
}

static sfprov_status note_run(void *context, int64_t target, const sfprov_reconcile_report *report, sfprov_error *error)
{
	(void) context;
	CHECK_INT(target, 3);
	CHECK(report == &play.report);
	return ask_database(error);
}

static void note_difference(void *context, const sfprov_difference *difference)
{
	(void) context;
	CHECK(json_object_is_type(difference->contact_ids, json_type_array) && json_object_is_type(difference->fields, json_type_object));
	play.found[difference->kind]++;
}

static bool progress(void *context, const sfprov_reconcile_progress *now)
{
	(void) context;
	CHECK(now->done <= now->total);
	play.shows++;
	return !play.cancels && play.shows != play.cancel_at;
}

static bool interrupted(void *context)
{
	(void) context;
	return false;
}

static void note_failure(void *context, int64_t person, const sfprov_error *failure)
{
	(void) context;
	(void) person;
	CHECK(failure->message[0] != '\0');
	play.failures++;
}

static void usage(void *context, int64_t *requests, int64_t *api_used, int64_t *api_limit)
{
	(void) context;
	*requests = self.counters.requests;
	*api_used = -1;
	*api_limit = -1;
}

#define RECORDS(list) "{\"totalSize\":1,\"done\":true,\"records\":[" list "]}"
#define ANN_RECORD(id, title) \
	"{\"Id\":\"" id "\",\"FirstName\":\"Ann\",\"LastName\":\"Lee\",\"Email\":\"ANN@example.org\",\"Title\":" title \
	",\"Department\":null,\"Registry_ID__c\":\"alee\"}"
#define HERS ",\"Application_ID__c\":\"alee\",\"ORCID__c\":null,\"Status__c\":\"Odd\",\"Contact__c\":\"" CONTACT("01") "\",\"CreatedById\":\"" ORG_USER "\"}"

/* What every set of people is asked for. */
static void script_people(void)
{
	scripted_answer(&script, 200, RECORDS(ANN_RECORD(CONTACT("01"), "\"Nobody\"")));
	scripted_answer(&script, 200,
		RECORDS("{\"Id\":\"" CONTACT("02") "\",\"IsDeleted\":true,\"MasterRecordId\":null},{\"Id\":\"" CONTACT(
			"06") "\",\"IsDeleted\":true,\"MasterRecordId\":\"" CONTACT("07") "\"}"));
	scripted_answer(&script, 200, RECORDS("{\"Id\":\"" CONTACT("07") "\",\"IsDeleted\":false,\"MasterRecordId\":null}"));
	scripted_answer(&script, 200, RECORDS("{\"Id\":\"" COPERSON("01") "\"" HERS ",{\"Id\":\"" COPERSON("09") "\"" HERS));
}

static void script_orphans(bool keyed)
{
	scripted_answer(&script, 200,
		RECORDS("{\"Id\":\"" CONTACT("50") "\",\"LastName\":\"Orphan\",\"FirstName\":null,\"Email\":null,\"Registry_ID__c\":\"gone\"}," ANN_RECORD(
			CONTACT("51"), "null") "," ANN_RECORD(CONTACT("01"), "null")));
	scripted_answer(&script, 200, RECORDS("{\"Id\":\"" COPERSON("50") "\",\"Contact__c\":\"" CONTACT("50") "\"}"));
	if (!keyed) {
		/* The one with a key is left to whom the key belongs. */
		scripted_answer(&script, 200, RECORDS(ANN_RECORD(CONTACT("51"), "null") "," ANN_RECORD(CONTACT("01"), "null")));
	}
	scripted_answer(&script, 200, RECORDS(""));
}

#define DELETED(id) "{\"id\":\"" id "\",\"success\":true,\"errors\":[]}"

static void script_all(bool keyed)
{
	scripted_reset(&script);
	scripted_init(&script);
	script_people();
	script_orphans(keyed);
	script_people();
	scripted_answer(&script, 200, "[" DELETED(COPERSON("09")) "]");
	script_orphans(keyed);
	scripted_answer(&script, 200, "[" DELETED(COPERSON("50")) "," DELETED(CONTACT("50")) "]");
}

static sfprov_status reconcile(int max_share)
{
	const sfprov_people_reader reader = {NULL, bounds, ids, read_people, release, play.at_once};
	static const sfprov_set_store set = {.load = load, .find_owners = find_owners};
	static const sfprov_reconcile_store store = {NULL, find_linked, find_keys, oldest_announcement, note_run};
	sfprov_reconcile_options options = {.max_share = max_share, .batch_size = 1000, .requests = 1};
	sfprov_reconcile_host host = {.one = &self.host,
		.set = &set,
		.store = &store,
		.people = &reader,
		.found = note_difference,
		.progress = progress,
		.interrupted = interrupted,
		.failed = note_failure,
		.usage = usage};
	int kind;

	options.repair[SFPROV_DUPLICATED] = true;
	options.repair[SFPROV_ORPHANED] = true;
	play.calls = 0;
	play.shows = 0;
	play.failures = 0;
	for (kind = 0; kind < SFPROV_DIFFERENCE_KINDS; kind++) {
		play.found[kind] = 0;
	}
	sfprov_error_clear(&self.error);
	return sfprov_reconcile_run(&host, &self.target, &options, &play.report, &self.error);
}

/* The script's own memory does not fail. */
static sfprov_status send_scripted(void *context, const sfprov_http_request *request, sfprov_http_answer *answer, sfprov_error *error)
{
	sfprov_status status;

	heap_pause();
	status = script.transport.perform(context, request, answer, error);
	heap_resume();
	return status;
}

static void begin(const char *target)
{
	heap_pause();
	world_init(&self, target, ANN_LEE);
	self.org.transport = script.transport;
	self.org.transport.perform = send_scripted;
	scripted_rewind(&script);
	heap_resume();
}

static void end(void)
{
	if (self.has_session) {
		sfprov_session_free(&self.session);
	}
	world_free(&self);
	CHECK_INT(memory_live(), 0);
}

#define TARGET BOTH ",'deprovision_policy':'D'"
#define WITH_KEY TARGET KEYED ",'external_id_type':'uid'"

static void whole(const char *target, int duplicated)
{
	script_all(duplicated == 1);
	begin(target);
	CHECK(reconcile(5) == SFPROV_OK);
	CHECK(!script.ran_out);
	CHECK_INT(script.next, script.step_count);
	CHECK(play.report.complete && play.report.stop == SFPROV_STOP_NOT);
	CHECK_INT(play.found[SFPROV_MISSING], 2);
	CHECK_INT(play.found[SFPROV_CHANGED], 2);
	CHECK_INT(play.found[SFPROV_ORPHANED], 1);
	CHECK_INT(play.found[SFPROV_DUPLICATED], duplicated);
	CHECK_INT(play.failures, 1);
	CHECK_INT(play.report.counts.people, PEOPLE);
	CHECK_INT(play.report.counts.same, 0);
	CHECK_INT(play.report.counts.repaired, 2);
	CHECK_INT(play.report.counts.failed, 1);
	CHECK_CONTAINS(script.requests[script.request_count - 1].url, "ids=" COPERSON("50") "," CONTACT("50"));
	end();
}

/* Nothing may be lost, and nothing that failed may look as if it had not. */
static void torture(const char *target)
{
	long n;
	int i;

	for (n = 1;; n++) {
		bool hit;

		begin(target);
		heap_fail_at(n);
		self.status = reconcile(5);
		hit = heap_has_failed();
		heap_fail_at(0);
		if (!CHECK(self.status == SFPROV_OK || hit)) {
			printf("\tallocation %ld: %s\n", n, self.error.message);
		}
		end();
		if (!hit) {
			break;
		}
	}
	CHECK(n > 100);
	for (i = 1;; i++) {
		begin(target);
		play.fail_at = i;
		self.status = reconcile(5);
		play.fail_at = 0;
		end();
		if (play.calls < i) {
			break;
		}
		CHECK(self.status == SFPROV_FAILED && self.error.kind == SFPROV_E_DATABASE);
	}
	CHECK(i > 15);
	for (i = 0; i < (int) script.step_count; i++) {
		scripted_step good = script.steps[i];

		script.steps[i].status = 403;
		script.steps[i].body = "[{\"errorCode\":\"REQUEST_LIMIT_EXCEEDED\",\"message\":\"TotalRequests Limit exceeded.\"}]";
		begin(target);
		CHECK(reconcile(5) == SFPROV_OK);
		CHECK(play.report.stop == SFPROV_STOP_LIMIT && !play.report.complete && play.report.message[0] != '\0');
		end();
		script.steps[i] = good;
	}
}

static void stops(void)
{
	script_all(false);
	begin(TARGET);
	play.cancels = true;
	CHECK(reconcile(5) == SFPROV_OK);
	play.cancels = false;
	CHECK(play.report.stop == SFPROV_STOP_CANCELLED && play.report.message[0] != '\0');
	CHECK_INT(play.report.counts.people, PEOPLE);
	CHECK_INT(play.report.counts.repaired, 0);
	end();

	/* What was made after a create that nobody knows the end of is not looked at. */
	begin(TARGET);
	play.announced = 1000000;
	CHECK(reconcile(5) == SFPROV_OK);
	play.announced = 0;
	CHECK_CONTAINS(script.requests[4].url, "CreatedDate%20%3C%201970-01-12T13%3A36%3A40Z");
	CHECK(play.report.complete);
	CHECK_CONTAINS(play.report.message, "after 1970-01-12 13:36:40 UTC were not looked at");
	CHECK_CONTAINS(play.report.message, "CO Person 6");
	end();

	/* Without a user of our own nobody's Contacts are anybody's, and no CoPerson__c is known to be ours. */
	scripted_reset(&script);
	scripted_init(&script);
	script_people();
	script_people();
	begin(TARGET);
	(void) snprintf(self.tokens.row.token_response, sizeof(self.tokens.row.token_response), "{\"instance_url\":\"https://x.my.salesforce.com\"}");
	CHECK(reconcile(5) == SFPROV_OK);
	CHECK(play.report.complete);
	CHECK_CONTAINS(play.report.message, "authorise the server again");
	CHECK_INT(play.found[SFPROV_ORPHANED], 0);
	CHECK_INT(play.report.counts.repaired, 0);
	CHECK(!script.ran_out);
	end();
}

/* Salesforce refuses a query that names a field twice. */
static void fields_once(void)
{
	static const char *const fields[] = {"lastname", "FirstName", "EMAIL", "Title"};
	char target[400];
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		script_all(false);
		(void) snprintf(target, sizeof(target), BOTH ",'deprovision_policy':'F','deprovision_value':'gone','deprovision_field':'%s'", fields[i]);
		begin(target);
		CHECK(reconcile(100) == SFPROV_OK);
		if (i == 3) {
			CHECK_CONTAINS(script.requests[4].url, "SELECT%20Id%2C%20LastName%2C%20FirstName%2C%20Email%2C%20Title%20FROM");
		} else {
			CHECK_CONTAINS(script.requests[4].url, "SELECT%20Id%2C%20LastName%2C%20FirstName%2C%20Email%20FROM");
		}
		end();
	}
}

/* Where each person takes their time, the run shows between a few that it is alive, and can be cancelled. */
static void pieces(void)
{
	int all;

	play.at_once = 4;
	whole(TARGET, 2);
	all = play.shows;
	play.at_once = 2;
	whole(TARGET, 2);
	CHECK_INT(play.shows, all + 2);
	script_all(false);
	begin(TARGET);
	play.cancel_at = 2;
	CHECK(reconcile(5) == SFPROV_OK);
	CHECK_INT(play.report.stop, SFPROV_STOP_CANCELLED);
	CHECK_INT(play.report.counts.people, 0);
	play.cancel_at = 0;
	end();
	torture(TARGET);
	play.at_once = 0;
}

int main(void)
{
	whole(TARGET, 2);
	torture(TARGET);
	whole(WITH_KEY, 1);
	whole(TARGET ",'external_id_field':'registry_id__C','external_id_type':'uid'", 1);
	torture(WITH_KEY);
	stops();
	fields_once();
	pieces();
	scripted_reset(&script);
	return unit_summary("provisioning/reconcile");
}
