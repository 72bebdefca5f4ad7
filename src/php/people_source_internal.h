/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* What the files of people_source share; nobody else includes it. */
#ifndef SFPROV_PHP_PEOPLE_SOURCE_INTERNAL_H
#define SFPROV_PHP_PEOPLE_SOURCE_INTERNAL_H

#include "php/people_source.h"

#include "base/buffer.h"

/* The attributes of a role whose stored value may be a code. */
typedef enum sfprov_enumerated { SFPROV_ENUMERATED_O, SFPROV_ENUMERATED_OU, SFPROV_ENUMERATED_TITLE, SFPROV_ENUMERATED_COUNT } sfprov_enumerated;

typedef struct sfprov_enumeration {
	bool defined;
	bool allow_other;     /* a value that the dictionary does not know stays as it is; else the person cannot be provisioned */
	bool by_number;       /* the entries are ids of departments or organizations */
	json_object *entries; /* owned: stored value => text to show, or null; NULL when there is no dictionary */
} sfprov_enumeration;

struct sfprov_people_source {
	sfprov_database *database;             /* borrowed */
	const sfprov_environment *environment; /* borrowed */
	sfprov_people_target target;
	bool group_counts; /* a membership of the target's group can count: the group is active and not deleted, or the one of all members */
	bool group_of_all; /* it is the one of all members, whose memberships count in any case */
	sfprov_enumeration enumerations[SFPROV_ENUMERATED_COUNT];
	char configured[20]; /* when group, enumerations or target changed last, as the registry writes it; "" when never */
};

/* Loads the CO's enumerations with their dictionaries. */
sfprov_status sfprov_people_enumerations_load(sfprov_people_source *source, sfprov_error *error);
void sfprov_people_enumerations_free(sfprov_people_source *source);

/* What the framework makes of a stored value, which is neither empty nor "0": `*shown` is borrowed text, or NULL for null. INPUT when the dictionary does not know the
 * value and no others are allowed. */
sfprov_status sfprov_people_enumeration_show(
	const sfprov_people_source *source, sfprov_enumerated which, const char *value, const char **shown, sfprov_error *error);

/* A list of the framework's, in which rows can be missing. */
typedef struct sfprov_row_list {
	json_object *list; /* borrowed from the person's data: an array, or an object once a row is missing */
	int64_t position;  /* of the next row */
} sfprov_row_list;

/* What is known of a person while the tables are read. */
typedef struct sfprov_draft {
	sfprov_person_data *person;
	bool provisionable;   /* has more than a skeleton */
	bool named;           /* has a primary name: the framework finds the person */
	bool active;          /* memberships of groups count */
	bool member;          /* of the target's group */
	bool skipped;         /* has a record of the skipped source */
	bool lonely;          /* a member of nothing, without address and role */
	int64_t role_id;      /* of the first role that counts */
	json_object *role;    /* that role, borrowed from the data; NULL: none */
	sfprov_row_list rows; /* of the table that is being read */
} sfprov_draft;

typedef struct sfprov_people_set {
	sfprov_people_source *source;
	sfprov_draft *drafts; /* by person, ascending */
	size_t count;
	int64_t *ids; /* what the next query asks for: people or roles, ascending */
	size_t id_count;
	size_t cursor; /* where the owner of the last row stands */
	char now[20];
} sfprov_people_set;

/* Brings the rows of a query: `before`, a condition that allows the ids of the set, `after`, which has one more parameter unless that is NULL. They must come in the order of
 * the ids. Without ids there are no rows, and no query. The caller frees the statement in any case. */
sfprov_status sfprov_people_query(
	sfprov_people_set *set, sfprov_statement *statement, const char *before, const char *after, const int64_t *parameter, sfprov_error *error);

/* The person whom the current row belongs to; NULL: none of the set. */
sfprov_draft *sfprov_people_owner(sfprov_people_set *set, int64_t co_person_id);

/* A column, and the attribute that it becomes; a list of them ends with a NULL name. */
typedef struct sfprov_column_attribute {
	uint32_t column;
	const char *name;
} sfprov_column_attribute;

/* Makes an object of columns of the current row, without those that are NULL. `*row` is owned by the caller; NULL on failure, and with SFPROV_OK when the person was
 * given up for a text that cannot be used. */
sfprov_status sfprov_people_make_row(
	sfprov_statement *statement, const sfprov_column_attribute *attributes, sfprov_draft *one, const char *model, json_object **row, sfprov_error *error);

/* True for UTF-8 without NUL characters, of a length that JSON takes. */
bool sfprov_people_is_usable(const char *text, size_t length);

/* Adds a usable text to a row under a constant name that it does not have yet. False when memory ran out. */
bool sfprov_people_add_text(json_object *row, const char *name, const char *text, size_t length);

/* Gives a person up, whose error has been filled: what is wrong with one is no trouble of the others. */
void sfprov_people_give_up(sfprov_draft *one);

/* Gives a person up because of an attribute that is no usable text. */
void sfprov_people_refuse_text(sfprov_draft *one, const char *model, const char *attribute);

/* Puts `value` under a constant name and takes over the reference; MEMORY when it is NULL. */
sfprov_status sfprov_people_put(json_object *object, const char *name, json_object *value, sfprov_error *error);

/* Gives everybody who has more than a skeleton an empty list. */
sfprov_status sfprov_people_begin_lists(sfprov_people_set *set, const char *name, sfprov_error *error);

/* Appends a row to the list `name` of `owner`, at its position; takes over the reference. */
sfprov_status sfprov_people_append(json_object *owner, const char *name, sfprov_row_list *rows, json_object *row, sfprov_error *error);

/* Whether a period of validity includes now, as the framework sees it; NULL is no limit. */
bool sfprov_people_is_valid(const char *from, const char *through, const char *now);

/* Memberships and organizational identities: marks who is a member of nothing, who of the target's group, and who of the skipped source. */
sfprov_status sfprov_people_read_memberships(sfprov_people_set *set, sfprov_error *error);

/* Now, as the registry writes it: UTC. */
void sfprov_people_now(const sfprov_people_source *source, char text[20]);

#endif
