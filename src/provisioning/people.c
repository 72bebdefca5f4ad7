/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "provisioning/people.h"

sfprov_status sfprov_people_read(const sfprov_people_reader *reader, const int64_t *ids, size_t count, bool (*go_on)(void *context, sfprov_error *error),
	void *context, sfprov_person_data *people, sfprov_error *error)
{
	size_t piece = reader->at_once == 0 ? count : reader->at_once;
	size_t done;

	for (done = 0; done < count; done += piece) {
		piece = count - done < piece ? count - done : piece;
		if ((done > 0 && !go_on(context, error)) || reader->read(reader->context, ids + done, piece, people + done, error) != SFPROV_OK) {
			reader->release(reader->context, people, done);
			return SFPROV_FAILED;
		}
	}
	return SFPROV_OK;
}
