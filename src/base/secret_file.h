/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Small files that hold a secret: private keys. */
#ifndef SFPROV_BASE_SECRET_FILE_H
#define SFPROV_BASE_SECRET_FILE_H

#include "base/buffer.h"
#include "base/environment.h"
#include "base/error.h"

/* Appends a file to `contents`, a secret buffer whose limit is the largest size that is taken. `what` names the file in messages ("JWT key file"). CONFIGURATION when it
 * is missing, no regular file, too large or unreadable. A file that every user of the machine may read is taken, and a warning logged. */
sfprov_status sfprov_secret_file_read(const sfprov_environment *environment, const char *what, const char *path, sfprov_buffer *contents, sfprov_error *error);

#endif
