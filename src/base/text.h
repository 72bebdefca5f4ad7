/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Small questions about text: UTF-8, comparison, numbers. Independent of the locale. */
#ifndef SFPROV_BASE_TEXT_H
#define SFPROV_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* True when the bytes are well-formed UTF-8 (no overlong forms, no surrogates). */
bool sfprov_text_is_utf8(const char *text, size_t length);

/* Replaces, in place, control characters and every byte that is not part of well-formed UTF-8 by '?', so that the text can be
 * shown and logged on one line. */
void sfprov_text_scrub(char *text);

/* ASCII comparison without regard to case; NULL equals only NULL. */
bool sfprov_text_equal_nocase(const char *a, const char *b);

/* True when the text starts with the prefix. */
bool sfprov_text_starts_with(const char *text, const char *prefix);

/* True when `needle` is in `text`, without regard to ASCII case. */
bool sfprov_text_contains_nocase(const char *text, const char *needle);

/* Reads a whole decimal number, optional leading '-', nothing else. False when it is none or does not fit. */
bool sfprov_text_to_int64(const char *text, int64_t *number);

/* True for A-Z a-z 0-9. */
bool sfprov_text_is_alnum(char c);

/* True when the text can be the API name of an sObject or field: a letter, then letters, digits and underscores, at most 80. */
bool sfprov_text_is_api_name(const char *text);

/* True when the text is a Salesforce record id: 15 or 18 letters and digits. */
bool sfprov_text_is_record_id(const char *text);

/* True when both ids name the same record: the first 15 characters, which are case-sensitive, decide. */
bool sfprov_text_same_record_id(const char *a, const char *b);

#endif
