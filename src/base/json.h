/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* json-c with our rules: bounded, strict, independent of the locale. json_object is also the form in which registry data reaches the core. */
#ifndef SFPROV_BASE_JSON_H
#define SFPROV_BASE_JSON_H

#include "base/buffer.h"
#include "base/error.h"

#include <json-c/json.h>

/* Deeper documents are refused: Salesforce's stay below 10, and json-c frees recursively. */
#define SFPROV_JSON_DEPTH 32

/* Parses a whole document: strict syntax, valid UTF-8, nothing but white space after it. Gives a new reference, or NULL (also for
 * the document `null` and when memory ran out): the caller says what that means where it stands. */
json_object *sfprov_json_parse(const char *text, size_t length);

/* Writes valid UTF-8 from text[*at] on in ASCII, all else as \u in pairs where need be: as much as fits into `size` bytes, at least 12. Advances `at`, and gives
 * how many bytes it wrote. */
size_t sfprov_json_to_ascii(const char *text, size_t length, size_t *at, char *to, size_t size);

/* A member of an object, borrowed; NULL when `object` is no object, has no such member, or it is null. */
json_object *sfprov_json_get(json_object *object, const char *name);

/* A string member, borrowed; NULL when it is missing, no string, or holds a NUL character. */
const char *sfprov_json_get_text(json_object *object, const char *name);

/* A member that is a number or a string of digits. False when it is neither. */
bool sfprov_json_get_int64(json_object *object, const char *name, int64_t *number);

/* A boolean member; `otherwise` when it is missing or no boolean. */
bool sfprov_json_get_bool(json_object *object, const char *name, bool otherwise);

/* Sets a member and takes over the reference `value`, also on failure. False when memory ran out or `value` is NULL. */
bool sfprov_json_set(json_object *object, const char *name, json_object *value);

/* Sets a string member. A NULL text sets null. */
bool sfprov_json_set_text(json_object *object, const char *name, const char *text);

/* Appends to an array and takes over the reference, also on failure. */
bool sfprov_json_append(json_object *array, json_object *value);

/* The document as text without white space and without escaped slashes; valid while `value` lives and is unchanged. NULL when
 * memory ran out. */
const char *sfprov_json_text(json_object *value);

#endif
