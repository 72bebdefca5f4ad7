/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The hot paths of the core, for callgrind to count their instructions: instructions CASE, where CASE is a captured call of the registry (tests/registry/cases).
 * Each path runs a few times so that everything is warm, and then `times` times between two marks; callgrind writes what lies between them into a file
 * of its own. Without callgrind it only checks that the paths do what they should. */
#include "base/csv.h"
#include "base/memory.h"
#include "crypto/base64.h"
#include "crypto/digest.h"
#include "crypto/token_cipher.h"
#include "fake_environment.h"
#include "mapping/compare.h"
#include "oauth/token_answer.h"
#include "provisioning/batch.h"
#include "provisioning/plan.h"
#include "salesforce/collections.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <valgrind/callgrind.h>

#define WARM_UP 3
#define SECRET "the-client-secret"
#define IDENTITY "https://login.salesforce.com/id/00D000000000001AAA/005000000000001AAA"
#define ISSUED "1700000000000"
#define PEOPLE SFPROV_COLLECTION_MAX
#define FIRST_PERSON 7

/* What the paths work on, made once. */
static struct {
	json_object *call; /* the captured one: target and data */
	sfprov_target target;
	sfprov_link nobody;          /* of whom nothing is known */
	sfprov_link known;           /* everything of whom is as it was sent */
	json_object *older;          /* digests of what was sent when the title was another one */
	json_object *people[PEOPLE]; /* their data: all the same but for the id */
	sfprov_mapped mapped;
	json_object *contact_record; /* as Salesforce gives it back */
	json_object *coperson_record;
	sfprov_session session;
	sfprov_retry_budget budget;
	sfprov_http_counters counters;
	sfprov_transport transport;
	const char *answer; /* of the next request */
	sfprov_client client;
	sfprov_collection collection;
	char *collection_answer;
	char *batch_answer;
	char token_answer[1024];
	fake_environment environment;
	sfprov_cipher_keys keys;
	char *sealed;
	char *csv;
} world;

static sfprov_error error;

/* A path that does something else than it should must not be counted. */
static void expect(bool good, const char *what)
{
	if (!good) {
		(void) fprintf(stderr, "%s: %s\n", what, error.message);
		exit(1);
	}
}

/* ---- a registry and an org that cost next to nothing ---- */

/* Everybody has records and a new title. */
static void fill_link(int64_t person, sfprov_link *link)
{
	memset(link, 0, sizeof(*link));
	(void) snprintf(link->contact_id, SFPROV_ID_SIZE, "003%012dAAA", (int) (person % 1000000));
	(void) snprintf(link->coperson_id, SFPROV_ID_SIZE, "a01%012dAAA", (int) (person % 1000000));
	link->identifier_current = true;
	link->journal = true;
	link->revision = 1;
	link->sent = json_object_get(world.older);
}

static sfprov_status load_one(void *context, int64_t target, int64_t person, sfprov_link *link, sfprov_error *failure)
{
	(void) context;
	(void) target;
	(void) failure;
	fill_link(person, link);
	return SFPROV_OK;
}

static sfprov_status record_one(void *context, int64_t target, int64_t person, const sfprov_push_result *result, sfprov_error *failure)
{
	(void) context;
	(void) target;
	(void) person;
	(void) failure;
	expect(json_object_get_string(result->sent) != NULL, "what is remembered");
	return SFPROV_OK;
}

static sfprov_status load_set(void *context, int64_t target, const int64_t *people, size_t count, sfprov_link *links, sfprov_error *failure)
{
	size_t i;

	(void) context;
	(void) target;
	(void) failure;
	for (i = 0; i < count; i++) {
		fill_link(people[i], &links[i]);
	}
	return SFPROV_OK;
}

static sfprov_status record_set(void *context, int64_t target, const sfprov_set_result *results, size_t count, sfprov_error *failure)
{
	size_t i;

	for (i = 0; i < count; i++) {
		(void) record_one(context, target, results[i].person, &results[i].result, failure);
	}
	return SFPROV_OK;
}

static sfprov_status note_set(void *context, int64_t target, const int64_t *people, size_t count, sfprov_error *failure)
{
	(void) context;
	(void) target;
	(void) people;
	(void) count;
	(void) failure;
	return SFPROV_OK;
}

static sfprov_status answer_request(void *context, const sfprov_http_request *request, sfprov_http_answer *answer, sfprov_error *failure)
{
	(void) context;
	(void) request;
	(void) failure;
	answer->status = world.answer == NULL ? 204 : 200;
	if (world.answer != NULL) {
		(void) snprintf(answer->content_type, sizeof(answer->content_type), "application/json");
		answer->body_announced = true;
		expect(sfprov_http_take_body(request, answer, answer->status, world.answer, strlen(world.answer)) == SFPROV_TAKEN, "an answer's body");
	}
	return SFPROV_OK;
}

static sfprov_status connect(void *context, const sfprov_target *target, sfprov_client **client, sfprov_error *failure)
{
	(void) context;
	(void) target;
	(void) failure;
	*client = &world.client;
	return SFPROV_OK;
}

static bool go_on(void *context, sfprov_error *failure)
{
	(void) context;
	(void) failure;
	return true;
}

static void somebody_failed(void *context, int64_t person, const sfprov_error *failure)
{
	(void) context;
	(void) person;
	error = *failure;
	expect(false, "a person of a batch");
}

static const sfprov_person_store one_store = {.load = load_one, .record = record_one};
static const sfprov_set_store set_store = {.load = load_set, .record = record_set, .note_provisioned = note_set};
static const sfprov_provisioning_host host = {.people = &one_store, .environment = &world.environment.environment, .connect = connect};

/* ---- the paths ---- */

static void map_and_plan(const sfprov_link *link, sfprov_mapped *mapped, sfprov_plan *plan)
{
	expect(sfprov_map_person(sfprov_json_get(world.call, "data"), &world.target, NULL, mapped, &error) == SFPROV_OK, "mapping");
	expect(sfprov_plan_make(mapped, &world.target, link, plan, &error) == SFPROV_OK, "planning");
}

static void person_new(void)
{
	sfprov_plan_request contact;
	sfprov_plan_request coperson;
	sfprov_mapped mapped;
	sfprov_plan plan;

	map_and_plan(&world.nobody, &mapped, &plan);
	expect(plan.contact_step == SFPROV_STEP_UPSERT && plan.coperson_step == SFPROV_STEP_CREATE, "a new person's plan");
	expect(sfprov_plan_contact_request(&plan, &mapped, &world.target, &world.nobody, &contact, &error) == SFPROV_OK, "a Contact's request");
	expect(sfprov_plan_coperson_request(&plan, &world.nobody, "@{contact.id}", &coperson, &error) == SFPROV_OK, "a CoPerson__c's request");
	expect(sfprov_json_text(contact.body) != NULL && sfprov_json_text(coperson.body) != NULL, "the texts of the bodies");
	sfprov_plan_request_free(&contact);
	sfprov_plan_request_free(&coperson);
	sfprov_plan_free(&plan);
	sfprov_mapped_free(&mapped);
}

static void person_unchanged(void)
{
	sfprov_mapped mapped;
	sfprov_plan plan;

	map_and_plan(&world.known, &mapped, &plan);
	expect(sfprov_plan_is_empty(&plan), "an unchanged person's plan");
	sfprov_plan_free(&plan);
	sfprov_mapped_free(&mapped);
}

static void person_pushed(void)
{
	world.answer = NULL;
	expect(sfprov_provision_person(&host, &world.target, "PU", world.people[0], &error) == SFPROV_OK, "pushing a person");
}

static void batch_pushed(void)
{
	sfprov_batch_host many = {.one = &host, .set = &set_store, .go_on = go_on, .failed = somebody_failed};
	sfprov_batch_options options = {false, false, 1};
	sfprov_batch_person people[PEOPLE];
	sfprov_counts counts;
	int i;

	memset(&counts, 0, sizeof(counts));
	for (i = 0; i < PEOPLE; i++) {
		people[i] = (sfprov_batch_person){FIRST_PERSON + i, "PU", world.people[i], NULL};
	}
	world.answer = world.batch_answer;
	expect(sfprov_batch_run(&many, &world.target, &options, people, PEOPLE, &counts, &error) == SFPROV_OK, "a batch");
	expect(counts.updated == PEOPLE, "the people of a batch");
}

static void person_compared(void)
{
	json_object *differences = json_object_new_object();
	size_t emptied = 0;

	expect(sfprov_compare_record(
			   &world.mapped.contact, sfprov_json_get(world.known.sent, SFPROV_CONTACT), true, world.contact_record, "", differences, &emptied, &error)
			== SFPROV_OK,
		"comparing a Contact");
	expect(sfprov_compare_record(&world.mapped.coperson, sfprov_json_get(world.known.sent, SFPROV_COPERSON), true, world.coperson_record, "CoPerson__c.",
			   differences, &emptied, &error)
			== SFPROV_OK,
		"comparing a CoPerson__c");
	expect(json_object_object_length(differences) == 1, "the field that was changed in Salesforce");
	json_object_put(differences);
}

static void fill(sfprov_collection *collection)
{
	size_t i;

	expect(sfprov_collection_init(collection, SFPROV_COLLECT_UPSERT, "Contact", "Registry_ID__c", &error) == SFPROV_OK, "a collection");
	for (i = 0; i < SFPROV_COLLECTION_MAX; i++) {
		expect(sfprov_collection_add(collection, world.mapped.contact.values, NULL, &error) == SFPROV_OK, "a record of a collection");
	}
}

static void collection_request(void)
{
	sfprov_collection collection;
	sfprov_composite composite;

	fill(&collection);
	sfprov_composite_init(&composite, false);
	expect(sfprov_collection_add_to(&collection, &composite, &world.client, "contacts", &error) == SFPROV_OK, "a collection's call");
	expect(sfprov_json_text(composite.parts[0].body) != NULL, "the text of a collection's call");
	sfprov_composite_free(&composite);
	sfprov_collection_free(&collection);
}

static void collection_answer(void)
{
	static sfprov_record_result results[SFPROV_COLLECTION_MAX];
	sfprov_composite_part part = {200, NULL, false};

	part.body = sfprov_json_parse(world.collection_answer, strlen(world.collection_answer));
	sfprov_collection_read(&world.collection, &part, results);
	expect(results[0].success && results[SFPROV_COLLECTION_MAX - 2].success && !results[SFPROV_COLLECTION_MAX - 1].success, "the results of a collection");
	json_object_put(part.body);
}

static void token_answer(void)
{
	sfprov_token_rules rules = {SECRET, true, true, "", NULL, 1700000000};
	sfprov_token_answer answer;

	expect(sfprov_token_answer_read(world.token_answer, strlen(world.token_answer), &rules, &answer, &error) == SFPROV_OK, "a token answer");
	sfprov_token_answer_free(&answer);
}

static void token_opened(void)
{
	char *text;

	expect(sfprov_cipher_open(&world.keys, "token_response:1", world.sealed, &text, &error) == SFPROV_OK, "an encrypted token");
	sfprov_free_secret(text);
}

static void write_rows(sfprov_buffer *out)
{
	sfprov_csv_writer writer;
	int i;

	sfprov_buffer_init(out, 0);
	sfprov_csv_writer_init(&writer, out);
	for (i = 0; i < SFPROV_COLLECTION_MAX; i++) {
		json_object_object_foreach(world.mapped.contact.values, name, value)
		{
			(void) name;
			expect(sfprov_csv_write_value(&writer, json_object_get_string(value), (size_t) json_object_get_string_len(value), &error) == SFPROV_OK, "a cell");
		}
		sfprov_csv_write_clear(&writer);
		sfprov_csv_end_row(&writer);
	}
	expect(!out->failed, "rows of CSV");
}

static void csv_written(void)
{
	sfprov_buffer out;

	write_rows(&out);
	sfprov_buffer_free(&out);
}

static sfprov_status count_row(void *context, const sfprov_csv_row *row, sfprov_error *failure)
{
	(void) row;
	(void) failure;
	++*(int *) context;
	return SFPROV_OK;
}

static void csv_read(void)
{
	sfprov_csv_limits limits = {64, 65536};
	sfprov_csv_reader reader;
	int rows = 0;

	expect(sfprov_csv_reader_init(&reader, &limits, count_row, &rows, &error) == SFPROV_OK, "a reader of CSV");
	expect(sfprov_csv_read(&reader, world.csv, strlen(world.csv), &error) == SFPROV_OK && sfprov_csv_read_end(&reader, &error) == SFPROV_OK, "reading CSV");
	expect(rows == SFPROV_COLLECTION_MAX, "the rows of CSV");
	sfprov_csv_reader_free(&reader);
}

/* ---- what they work on ---- */

static void prepare_person(const char *path)
{
	sfprov_plan plan;
	char *text = NULL;
	size_t length = 0;
	FILE *file = fopen(path, "rb");

	expect(file != NULL, path);
	text = malloc(65536);
	expect(text != NULL, path);
	length = fread(text, 1, 65536, file);
	(void) fclose(file);
	world.call = sfprov_json_parse(text, length);
	free(text);
	expect(world.call != NULL, path);
	/* The captured target has no external id field, which is recommended. */
	(void) sfprov_json_set_text(sfprov_json_get(sfprov_json_get(world.call, "target"), "CoSalesforceProvisionerTarget"), "external_id_field", "Registry_ID__c");
	expect(sfprov_target_read(sfprov_json_get(world.call, "target"), &world.target, &error) == SFPROV_OK, "the target");
	world.nobody.journal = true;
	world.known.journal = true;
	map_and_plan(&world.nobody, &world.mapped, &plan);
	world.known.sent = sfprov_plan_sent(&plan, &world.nobody, true, true);
	(void) snprintf(world.known.contact_id, SFPROV_ID_SIZE, "003000000000001AAA");
	(void) snprintf(world.known.coperson_id, SFPROV_ID_SIZE, "a01000000000001AAA");
	world.known.identifier_current = true;
	sfprov_plan_free(&plan);
	expect(json_object_deep_copy(world.mapped.contact.values, &world.contact_record, NULL) == 0
			&& json_object_deep_copy(world.mapped.coperson.values, &world.coperson_record, NULL) == 0,
		"records of Salesforce");
	(void) sfprov_json_set_text(world.contact_record, "LastName", "Somebody Else");
	expect(json_object_deep_copy(world.known.sent, &world.older, NULL) == 0
			&& sfprov_json_set_text(sfprov_json_get(world.older, SFPROV_CONTACT), "Title", "AAAAAAAAAAAA"),
		"digests");
}

static void prepare_people(void)
{
	int i;

	for (i = 0; i < PEOPLE; i++) {
		expect(json_object_deep_copy(sfprov_json_get(world.call, "data"), &world.people[i], NULL) == 0
				&& sfprov_json_set(sfprov_json_get(world.people[i], "CoPerson"), "id", json_object_new_int(FIRST_PERSON + i)),
			"the people of a batch");
	}
}

static void prepare_session(void)
{
	static const sfprov_retry_policy retry = {1, 500, 20000};
	static char instance_url[] = "https://acme.my.salesforce.com";
	static char token[] = "a-token";

	fake_environment_init(&world.environment);
	sfprov_retry_budget_init(&world.budget);
	world.transport.perform = answer_request;
	world.session.transport = &world.transport;
	world.session.environment = &world.environment.environment;
	world.session.budget = &world.budget;
	world.session.counters = &world.counters;
	world.session.instance_url = instance_url;
	world.session.server.access_token = token;
	expect(sfprov_client_init(&world.client, &world.session, "62.0", 30000, &retry, &error) == SFPROV_OK, "a client");
}

static void prepare_collection(void)
{
	char entry[128];
	sfprov_buffer text;
	int i;

	fill(&world.collection);
	sfprov_buffer_init(&text, 0);
	for (i = 0; i < SFPROV_COLLECTION_MAX - 1; i++) {
		(void) snprintf(entry, sizeof(entry), "%c{\"id\":\"003%012dAAA\",\"success\":true,\"errors\":[],\"created\":%s}", i == 0 ? '[' : ',', i + 1,
			i % 2 == 0 ? "true" : "false");
		(void) sfprov_buffer_append_text(&text, entry);
	}
	(void) sfprov_buffer_append_text(&text,
		",{\"success\":false,\"errors\":[{\"statusCode\":\"INVALID_EMAIL_ADDRESS\",\"message\":\"Email: invalid email address: x\",\"fields\":[\"Email\"]}]}]");
	world.collection_answer = sfprov_buffer_take(&text);
	sfprov_buffer_init(&text, 0);
	for (i = 0; i < PEOPLE; i++) {
		(void) snprintf(entry, sizeof(entry), "%c{\"id\":\"003%012dAAA\",\"success\":true,\"errors\":[]}", i == 0 ? '[' : ',', FIRST_PERSON + i);
		(void) sfprov_buffer_append_text(&text, entry);
	}
	(void) sfprov_buffer_append_text(&text, "]");
	world.batch_answer = sfprov_buffer_take(&text);
	expect(world.collection_answer != NULL && world.batch_answer != NULL, "the answers to collections");
}

static void prepare_token(void)
{
	unsigned char digest[SFPROV_SHA256_SIZE];
	char signature[64];

	expect(sfprov_hmac_sha256(SECRET, strlen(SECRET), IDENTITY ISSUED, strlen(IDENTITY ISSUED), digest)
			&& sfprov_base64_encode(SFPROV_BASE64, digest, sizeof(digest), signature, sizeof(signature)),
		"a signature");
	(void) snprintf(world.token_answer, sizeof(world.token_answer),
		"{\"access_token\":\"00D000000000001!%.96s\",\"refresh_token\":\"5Aep861%.70s\",\"signature\":\"%s\",\"scope\":\"refresh_token api\","
		"\"instance_url\":\"https://acme.my.salesforce.com\",\"id\":\"" IDENTITY "\",\"token_type\":\"Bearer\",\"issued_at\":\"" ISSUED "\"}",
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
		"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", signature);
	world.keys.count = 2;
	memset(world.keys.keys[0], 'k', SFPROV_CIPHER_KEY_SIZE);
	memset(world.keys.keys[1], 'o', SFPROV_CIPHER_KEY_SIZE);
	expect(sfprov_cipher_seal(&world.keys, &world.environment.environment, "token_response:1", world.token_answer, &world.sealed, &error) == SFPROV_OK,
		"encrypting a token");
}

static void prepare_csv(void)
{
	sfprov_buffer rows;

	write_rows(&rows);
	world.csv = sfprov_buffer_take(&rows);
	expect(world.csv != NULL, "rows of CSV");
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*path)(void);
		int times;
	} paths[] = {
		{"person-new", person_new, 50},
		{"person-unchanged", person_unchanged, 50},
		{"person-compared", person_compared, 50},
		{"person-pushed", person_pushed, 50},
		{"batch-pushed", batch_pushed, 4},
		{"collection-request", collection_request, 4},
		{"collection-answer", collection_answer, 4},
		{"token-answer", token_answer, 50},
		{"token-opened", token_opened, 50},
		{"csv-written", csv_written, 4},
		{"csv-read", csv_read, 4},
	};
	size_t i;
	int n;

	if (argc != 2) {
		(void) fprintf(stderr, "usage: instructions CASE\n");
		return 2;
	}
	/* json-c's own choice begins at random, so that the number of steps in its tables would be another in each process. */
	(void) json_global_set_string_hash(JSON_C_STR_HASH_PERLLIKE);
	sfprov_digest_start();
	sfprov_cipher_start();
	prepare_session();
	prepare_person(argv[1]);
	prepare_people();
	prepare_collection();
	prepare_token();
	prepare_csv();
	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		for (n = 0; n < WARM_UP; n++) {
			paths[i].path();
		}
		CALLGRIND_ZERO_STATS;
		for (n = 0; n < paths[i].times; n++) {
			paths[i].path();
		}
		CALLGRIND_DUMP_STATS_AT(paths[i].name);
		printf("%s %d\n", paths[i].name, paths[i].times);
	}
	return 0;
}
