/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The TLS library below libcurl, where it is the OpenSSL that this code has. */
#ifndef SFPROV_CRYPTO_TLS_H
#define SFPROV_CRYPTO_TLS_H

#include <stdbool.h>

/* Whether the library that libcurl names ("OpenSSL/3.0.15") is the very one that is called here: another one's objects must not be touched. */
bool sfprov_tls_is_ours(const char *name);

/* Makes the connections of this SSL_CTX read one record at a time, and leave the rest to the socket. */
void sfprov_tls_read_no_further(void *context);

#endif
