/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Contacts that our user made and nobody is linked to, page by page. */
#include "provisioning/reconcile_internal.h"

#include "base/memory.h"
#include "base/platform.h"
#include "base/text.h"
#include "mapping/compare.h"
#include "provisioning/lookup.h"
#include "salesforce/query_list.h"

#include <stdio.h>
#include <string.h>

/* Contacts read at once: what Salesforce gives in one answer. */
#define PAGE_SIZE 2000

/* A Contact younger than this may be one whose maker has not come to store its id. */
#define YOUNG_SECONDS 3600

/* Last name, first name and e-mail address with their separators. */
#define NAME_KEY_SIZE 400

/* A Contact that nobody is linked to. */
typedef struct stray {
	json_object *record; /* borrowed from the page */
	const char *id;      /* borrowed from the record */
	bool left_alone;     /* it has an owner after all, in one way or another */
	bool orphaned;
	int64_t owner;             /* person with a Contact of the same name and address; 0: none */
	char twin[SFPROV_ID_SIZE]; /* that Contact */
	json_object *copersons;    /* array of ids that point to it; owned, NULL when there are none */
	struct stray *same_name;   /* the next one of the same name and address */
} stray;

/* A Contact of the same name and address as a stray. */
typedef struct namesake {
	char id[SFPROV_ID_SIZE];
	stray *first;
} namesake;

typedef struct orphan_page {
	sfprov_reconciling *run;
	json_object *records; /* array; owned */
	stray *strays;        /* owned */
	size_t count;
	json_object *names;  /* object: name key => position of the first stray; owned */
	namesake *namesakes; /* owned */
	size_t namesake_count;
	size_t namesake_room;
} orphan_page;

static sfprov_status take_record(void *context, json_object *record, sfprov_error *error)
{
	orphan_page *page = context;
	const char *id = sfprov_json_get_text(record, "Id");

	if (id == NULL || !sfprov_text_is_record_id(id)) {
		return SFPROV_OK;
	}
	return sfprov_json_append(page->records, json_object_get(record)) ? SFPROV_OK : sfprov_fail_memory(error);
}

static bool sets_field(const sfprov_reconciling *run)
{
	return run->target->deprovision_policy == SFPROV_DEPROVISION_SET_FIELD;
}

/* Whether a field is among those of every query: Salesforce refuses one that names a field twice. */
static bool is_asked_for(const char *field)
{
	return sfprov_text_equal_nocase(field, "LastName") || sfprov_text_equal_nocase(field, "FirstName") || sfprov_text_equal_nocase(field, "Email");
}

/* A field of a record, which has the name that the org gave it: the target's may differ in case. */
static json_object *field_of(json_object *record, const char *field)
{
	json_object_object_foreach(record, name, value)
	{
		if (sfprov_text_equal_nocase(name, field)) {
			return value;
		}
	}
	return NULL;
}

static const char *key_of(const sfprov_reconciling *run, const stray *one)
{
	json_object *key = field_of(one->record, run->target->external_id_field);

	return json_object_get_string_len(key) > 0 ? json_object_get_string(key) : NULL;
}

static sfprov_status query_page(orphan_page *page, const char *before, const char *last, sfprov_error *error)
{
	const sfprov_reconciling *run = page->run;
	const char *key = run->target->external_id_field;
	sfprov_status status;
	sfprov_buffer soql;

	sfprov_buffer_init(&soql, 0);
	sfprov_buffer_append_text(&soql, "SELECT Id, LastName, FirstName, Email");
	if (key != NULL) {
		sfprov_buffer_append_text(&soql, ", ");
		sfprov_buffer_append_text(&soql, key);
	}
	if (sets_field(run) && (key == NULL || !sfprov_text_equal_nocase(key, run->target->deprovision_field)) && !is_asked_for(run->target->deprovision_field)) {
		sfprov_buffer_append_text(&soql, ", ");
		sfprov_buffer_append_text(&soql, run->target->deprovision_field);
	}
	sfprov_buffer_append_text(&soql, " FROM " SFPROV_CONTACT " WHERE CreatedById = ");
	sfprov_soql_append_literal(&soql, run->user);
	sfprov_buffer_append_text(&soql, " AND CreatedDate < ");
	sfprov_buffer_append_text(&soql, before);
	if (last[0] != '\0') {
		sfprov_buffer_append_text(&soql, " AND Id > ");
		sfprov_soql_append_literal(&soql, last);
	}
	sfprov_buffer_append_text(&soql, " ORDER BY Id LIMIT 2000");
	status = soql.failed ? sfprov_fail_memory(error) : sfprov_query_all(run->client, sfprov_buffer_text(&soql), take_record, page, error);
	sfprov_buffer_free(&soql);
	return status;
}

/* Whose are these records, however many. */
static sfprov_status find_linked(const sfprov_reconciling *run, bool coperson, const char *const *ids, size_t count, int64_t *owners, sfprov_error *error)
{
	const sfprov_reconcile_store *store = run->host->store;
	size_t i;

	for (i = 0; i < count; i += SFPROV_SET_MAX) {
		if (store->find_linked(store->context, coperson, ids + i, count - i < SFPROV_SET_MAX ? count - i : SFPROV_SET_MAX, owners + i, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
	}
	return SFPROV_OK;
}

static sfprov_status find_strays(orphan_page *page, sfprov_error *error)
{
	size_t count = json_object_array_length(page->records);
	const char **ids = sfprov_alloc(count, sizeof(*ids));
	int64_t *owners = sfprov_alloc(count, sizeof(*owners));
	sfprov_status status;
	size_t i;

	page->strays = sfprov_alloc(count, sizeof(*page->strays));
	status = ids == NULL || owners == NULL || page->strays == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
	for (i = 0; status == SFPROV_OK && i < count; i++) {
		ids[i] = sfprov_json_get_text(json_object_array_get_idx(page->records, i), "Id");
	}
	if (status == SFPROV_OK) {
		status = find_linked(page->run, false, ids, count, owners, error);
	}
	for (i = 0; status == SFPROV_OK && i < count; i++) {
		if (owners[i] == 0) {
			page->strays[page->count].record = json_object_array_get_idx(page->records, i);
			page->strays[page->count++].id = ids[i];
		}
	}
	sfprov_free(owners);
	sfprov_free((void *) ids);
	return status;
}

/* Deprovisioning has been here before. */
static bool is_marked(const sfprov_reconciling *run, const stray *one)
{
	const char *value = run->target->deprovision_value;
	json_object *found = field_of(one->record, run->target->deprovision_field);
	json_object *wanted;
	bool same;

	if (value == NULL || *value == '\0') {
		return found == NULL;
	}
	wanted = json_object_new_string(value);
	same = found != NULL && wanted != NULL && sfprov_compare_values(wanted, found);
	json_object_put(wanted);
	return same;
}

/* Those with a key are somebody's who will find them by it, or orphaned. */
static sfprov_status judge_keys(orphan_page *page, sfprov_error *error)
{
	const sfprov_reconciling *run = page->run;
	const sfprov_reconcile_store *store = run->host->store;
	const char **keys;
	bool *known;
	size_t count = 0;
	sfprov_status status;
	size_t i;

	if (run->target->external_id_field == NULL || run->target->external_id_type == NULL || page->count == 0) {
		return SFPROV_OK;
	}
	keys = sfprov_alloc(page->count, sizeof(*keys));
	known = sfprov_alloc(page->count, sizeof(*known));
	status = keys == NULL || known == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
	for (i = 0; status == SFPROV_OK && i < page->count; i++) {
		const char *key = key_of(run, &page->strays[i]);

		if (key != NULL) {
			keys[count++] = key;
		}
	}
	if (status == SFPROV_OK && count > 0) {
		status = store->find_keys(store->context, run->target->external_id_type, keys, count, known, error);
	}
	count = 0;
	for (i = 0; status == SFPROV_OK && i < page->count; i++) {
		if (key_of(run, &page->strays[i]) != NULL) {
			page->strays[i].left_alone = known[count];
			page->strays[i].orphaned = !known[count++];
		}
	}
	sfprov_free(known);
	sfprov_free((void *) keys);
	return status;
}

static stray *find_stray(const orphan_page *page, const char *id)
{
	size_t i;

	for (i = 0; i < page->count; i++) {
		if (sfprov_text_same_record_id(page->strays[i].id, id)) {
			return &page->strays[i];
		}
	}
	return NULL;
}

static sfprov_status take_coperson(void *context, json_object *record, sfprov_error *error)
{
	const orphan_page *page = context;
	const char *contact = sfprov_json_get_text(record, "Contact__c");
	const char *id = sfprov_json_get_text(record, "Id");
	stray *one = contact == NULL || id == NULL || !sfprov_text_is_record_id(id) ? NULL : find_stray(page, contact);

	if (one == NULL) {
		return SFPROV_OK;
	}
	if (one->copersons == NULL) {
		one->copersons = json_object_new_array();
	}
	return one->copersons != NULL && sfprov_json_append(one->copersons, json_object_new_string(id)) ? SFPROV_OK : sfprov_fail_memory(error);
}

/* One whose CoPerson__c are nobody's is orphaned, too; one with somebody's has a link that is half broken, which is for an admin to look at. */
static sfprov_status judge_one_by_copersons(const orphan_page *page, stray *one, sfprov_error *error)
{
	size_t count = one->copersons == NULL ? 0 : json_object_array_length(one->copersons);
	const char **ids;
	int64_t *owners;
	sfprov_status status;
	size_t i;

	if (count == 0) {
		return SFPROV_OK;
	}
	ids = sfprov_alloc(count, sizeof(*ids));
	owners = sfprov_alloc(count, sizeof(*owners));
	status = ids == NULL || owners == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
	for (i = 0; status == SFPROV_OK && i < count; i++) {
		ids[i] = json_object_get_string(json_object_array_get_idx(one->copersons, i));
	}
	if (status == SFPROV_OK) {
		status = find_linked(page->run, true, ids, count, owners, error);
	}
	one->orphaned = true;
	for (i = 0; status == SFPROV_OK && i < count; i++) {
		one->left_alone = one->left_alone || owners[i] != 0;
	}
	sfprov_free(owners);
	sfprov_free((void *) ids);
	return status;
}

static sfprov_status judge_copersons(orphan_page *page, sfprov_error *error)
{
	const char **ids;
	sfprov_status status;
	size_t i;

	if (!page->run->target->obj_coperson || page->count == 0) {
		return SFPROV_OK;
	}
	ids = sfprov_alloc(page->count, sizeof(*ids));
	if (ids == NULL) {
		return sfprov_fail_memory(error);
	}
	for (i = 0; i < page->count; i++) {
		ids[i] = page->strays[i].id;
	}
	status = sfprov_query_list(
		page->run->client, "SELECT Id, Contact__c FROM " SFPROV_COPERSON " WHERE Contact__c", ids, page->count, "", take_coperson, page, error);
	for (i = 0; status == SFPROV_OK && i < page->count; i++) {
		status = judge_one_by_copersons(page, &page->strays[i], error);
	}
	sfprov_free((void *) ids);
	return status;
}

/* Names are the same without regard to case, as Salesforce compares. False: too long to be told from others. */
static bool name_key(json_object *record, char key[NAME_KEY_SIZE])
{
	const char *last = sfprov_json_get_text(record, "LastName");
	const char *first = sfprov_json_get_text(record, "FirstName");
	const char *mail = sfprov_json_get_text(record, "Email");
	int length;
	char *c;

	length = snprintf(key, NAME_KEY_SIZE, "%s\n%s\n%s", last == NULL ? "" : last, first == NULL ? "" : first, mail == NULL ? "" : mail);
	for (c = key; *c != '\0'; c++) {
		*c = *c >= 'A' && *c <= 'Z' ? (char) (*c - 'A' + 'a') : *c;
	}
	return last != NULL && length > 0 && length < NAME_KEY_SIZE;
}

static sfprov_status index_names(orphan_page *page, sfprov_error *error)
{
	char key[NAME_KEY_SIZE];
	size_t i;

	page->names = json_object_new_object();
	if (page->names == NULL) {
		return sfprov_fail_memory(error);
	}
	for (i = 0; i < page->count; i++) {
		json_object *first = NULL;

		if (page->strays[i].left_alone || !name_key(page->strays[i].record, key)) {
			continue;
		}
		if (json_object_object_get_ex(page->names, key, &first)) {
			page->strays[i].same_name = &page->strays[json_object_get_int64(first)];
		}
		if (!sfprov_json_set(page->names, key, json_object_new_int64((int64_t) i))) {
			return sfprov_fail_memory(error);
		}
	}
	return SFPROV_OK;
}

static sfprov_status take_namesake(void *context, json_object *record, sfprov_error *error)
{
	orphan_page *page = context;
	const char *id = sfprov_json_get_text(record, "Id");
	json_object *first = NULL;
	char key[NAME_KEY_SIZE];

	if (id == NULL || !sfprov_text_is_record_id(id) || !name_key(record, key) || !json_object_object_get_ex(page->names, key, &first)) {
		return SFPROV_OK;
	}
	if (page->namesake_count == page->namesake_room) {
		namesake *grown = sfprov_resize(page->namesakes, (page->namesake_room + 256) * sizeof(*grown));

		if (grown == NULL) {
			return sfprov_fail_memory(error);
		}
		page->namesakes = grown;
		page->namesake_room += 256;
	}
	page->namesakes[page->namesake_count].first = &page->strays[json_object_get_int64(first)];
	(void) snprintf(page->namesakes[page->namesake_count++].id, SFPROV_ID_SIZE, "%s", id);
	return SFPROV_OK;
}

/* By address where there is one: names are shared by more people than addresses. */
static sfprov_status query_namesakes(orphan_page *page, bool by_address, sfprov_error *error)
{
	const char **values = sfprov_alloc(page->count, sizeof(*values));
	sfprov_status status;
	sfprov_buffer head;
	size_t count = 0;
	size_t i;

	if (values == NULL) {
		return sfprov_fail_memory(error);
	}
	for (i = 0; i < page->count; i++) {
		const stray *one = &page->strays[i];
		const char *mail = sfprov_json_get_text(one->record, "Email");

		if (!one->left_alone && by_address == (mail != NULL)) {
			values[count++] = by_address ? mail : sfprov_json_get_text(one->record, "LastName");
		}
	}
	sfprov_buffer_init(&head, 0);
	sfprov_buffer_append_text(&head, "SELECT Id, LastName, FirstName, Email FROM " SFPROV_CONTACT " WHERE CreatedById = ");
	sfprov_soql_append_literal(&head, page->run->user);
	status = sfprov_buffer_append_text(&head, by_address ? " AND Email" : " AND Email = null AND LastName")
		? sfprov_query_list(page->run->client, sfprov_buffer_text(&head), values, count, "", take_namesake, page, error)
		: sfprov_fail_memory(error);
	sfprov_buffer_free(&head);
	sfprov_free((void *) values);
	return status;
}

/* Strays whose name and address a Contact has that is somebody's: made twice. */
static sfprov_status judge_names(orphan_page *page, sfprov_error *error)
{
	const char **ids = NULL;
	int64_t *owners = NULL;
	sfprov_status status;
	size_t i;

	if (index_names(page, error) != SFPROV_OK || query_namesakes(page, true, error) != SFPROV_OK || query_namesakes(page, false, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (page->namesake_count == 0) {
		return SFPROV_OK;
	}
	ids = sfprov_alloc(page->namesake_count, sizeof(*ids));
	owners = sfprov_alloc(page->namesake_count, sizeof(*owners));
	status = ids == NULL || owners == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
	for (i = 0; status == SFPROV_OK && i < page->namesake_count; i++) {
		ids[i] = page->namesakes[i].id;
	}
	if (status == SFPROV_OK) {
		status = find_linked(page->run, false, ids, page->namesake_count, owners, error);
	}
	for (i = 0; status == SFPROV_OK && i < page->namesake_count; i++) {
		stray *one;

		for (one = page->namesakes[i].first; owners[i] > 0 && one != NULL; one = one->same_name) {
			one->owner = owners[i];
			(void) memcpy(one->twin, ids[i], SFPROV_ID_SIZE);
		}
	}
	sfprov_free(owners);
	sfprov_free((void *) ids);
	return status;
}

static sfprov_status tell(orphan_page *page, const stray *one, sfprov_error *error)
{
	sfprov_reconciling *run = page->run;
	json_object *ids = json_object_new_array();
	bool twin = one->owner != 0;

	if (ids == NULL || (twin && !sfprov_json_append(ids, json_object_new_string(one->twin))) || !sfprov_json_append(ids, json_object_new_string(one->id))) {
		json_object_put(ids);
		return sfprov_fail_memory(error);
	}
	run->harmful += !twin && run->options->repair[SFPROV_ORPHANED] && run->target->deprovision_policy != SFPROV_DEPROVISION_NOTHING ? 1 : 0;
	run->report->counts.contacts += run->repairing ? 0 : 1;
	return sfprov_reconcile_found(run, twin ? SFPROV_DUPLICATED : SFPROV_ORPHANED, one->owner, ids, json_object_new_object(), error);
}

/* What the policy sets; true and false are meant as such, as in deprovisioning. */
static json_object *policy_value(const sfprov_target *target)
{
	const char *value = target->deprovision_value;

	if (value != NULL && (strcmp(value, "true") == 0 || strcmp(value, "false") == 0)) {
		return json_object_new_boolean(strcmp(value, "true") == 0);
	}
	return value == NULL || *value == '\0' ? NULL : json_object_new_string(value);
}

static bool is_orphan(const stray *one)
{
	return one->orphaned && !one->left_alone && one->owner == 0;
}

/* As the target's policy says, with the CoPerson__c of a Contact before it. */
static sfprov_status repair_page(orphan_page *page, sfprov_error *error)
{
	sfprov_reconciling *run = page->run;
	json_object *value = sets_field(run) ? policy_value(run->target) : NULL;
	sfprov_status status = SFPROV_OK;
	const char **ids;
	size_t room = 0;
	size_t count = 0;
	bool *done;
	size_t i;
	size_t k;

	for (i = 0; i < page->count; i++) {
		room += is_orphan(&page->strays[i]) ? 1 + (page->strays[i].copersons == NULL ? 0 : json_object_array_length(page->strays[i].copersons)) : 0;
	}
	if (room == 0 || sfprov_reconcile_check_guard(run, error) != SFPROV_OK) {
		json_object_put(value);
		return room == 0 ? SFPROV_OK : SFPROV_FAILED;
	}
	ids = sfprov_alloc(room, sizeof(*ids));
	done = sfprov_alloc(room, sizeof(*done));
	if (ids == NULL || done == NULL) {
		status = sfprov_fail_memory(error);
	}
	for (i = 0; status == SFPROV_OK && i < page->count; i++) {
		const stray *one = &page->strays[i];

		for (k = 0; is_orphan(one) && !sets_field(run) && one->copersons != NULL && k < json_object_array_length(one->copersons); k++) {
			ids[count++] = json_object_get_string(json_object_array_get_idx(one->copersons, k));
		}
	}
	/* All of a type together: Salesforce takes ten changes of type in a collection. */
	for (i = 0; status == SFPROV_OK && i < page->count; i++) {
		if (is_orphan(&page->strays[i])) {
			ids[count++] = page->strays[i].id;
		}
	}
	if (status == SFPROV_OK) {
		status = sfprov_reconcile_change_records(run, ids, count, sets_field(run) ? run->target->deprovision_field : NULL, value, done, error);
	}
	for (i = 0; done != NULL && i < count; i++) {
		/* Contacts are what was counted. */
		run->report->counts.repaired += done[i] && strncmp(ids[i], "003", 3) == 0 ? 1 : 0;
	}
	sfprov_free(done);
	sfprov_free((void *) ids);
	json_object_put(value);
	return status;
}

static sfprov_status judge_page(orphan_page *page, sfprov_error *error)
{
	sfprov_status status;
	size_t i;

	status = find_strays(page, error);
	for (i = 0; status == SFPROV_OK && i < page->count; i++) {
		page->strays[i].left_alone = sets_field(page->run) && is_marked(page->run, &page->strays[i]);
	}
	if (status != SFPROV_OK || page->count == 0) {
		return status;
	}
	if (judge_keys(page, error) != SFPROV_OK || judge_copersons(page, error) != SFPROV_OK || judge_names(page, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	for (i = 0; status == SFPROV_OK && i < page->count; i++) {
		if (!page->strays[i].left_alone && (page->strays[i].owner != 0 || page->strays[i].orphaned)) {
			status = tell(page, &page->strays[i], error);
		}
	}
	return status == SFPROV_OK && page->run->repairing ? repair_page(page, error) : status;
}

/* One page; `last` moves on, `*more` tells whether there is a next one. */
static sfprov_status run_page(sfprov_reconciling *run, const char *before, char last[SFPROV_ID_SIZE], bool *more, sfprov_error *error)
{
	orphan_page page = {.run = run, .records = json_object_new_array()};
	sfprov_status status = page.records == NULL ? sfprov_fail_memory(error) : query_page(&page, before, last, error);
	size_t count = status == SFPROV_OK ? json_object_array_length(page.records) : 0;
	size_t i;

	*more = count == PAGE_SIZE;
	if (count > 0) {
		(void) snprintf(last, SFPROV_ID_SIZE, "%s", sfprov_json_get_text(json_object_array_get_idx(page.records, count - 1), "Id"));
		status = judge_page(&page, error);
	}
	for (i = 0; i < page.count; i++) {
		json_object_put(page.strays[i].copersons);
	}
	sfprov_free(page.namesakes);
	json_object_put(page.names);
	sfprov_free(page.strays);
	json_object_put(page.records);
	return status;
}

sfprov_status sfprov_reconcile_orphans(sfprov_reconciling *run, sfprov_error *error)
{
	const sfprov_environment *environment = run->host->one->environment;
	const sfprov_reconcile_store *store = run->host->store;
	int64_t before = environment->wall_time(environment->context) - YOUNG_SECONDS;
	char last[SFPROV_ID_SIZE] = "";
	int64_t announced = 0;
	int64_t person = 0;
	bool more = true;
	char text[21];

	/* What was made after a create that nobody knows the end of may be what it made. */
	if (store->oldest_announcement(store->context, &announced, &person, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (announced != 0 && announced - SFPROV_CLOCK_DIFFERENCE_SECONDS < before) {
		before = announced - SFPROV_CLOCK_DIFFERENCE_SECONDS;
		sfprov_platform_utc_text(before, text);
		(void) snprintf(run->report->message, sizeof(run->report->message),
			"Contacts that were made after %s UTC were not looked at, since it is not known what became of a create for CO Person %lld: provision that person, "
			"or all "
			"who have changed, then run it again",
			text, (long long) person);
	}
	sfprov_platform_utc_text(before, text);
	text[10] = 'T';
	text[19] = 'Z';
	text[20] = '\0';
	while (more) {
		if (!sfprov_reconcile_may_go_on(run, error) || run_page(run, text, last, &more, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
	}
	return SFPROV_OK;
}
