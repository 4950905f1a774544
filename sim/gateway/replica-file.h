/* ReplicaFile: what a device holds, kept in a file between sessions with a real server.
 *
 *     "postroom-replica 1\n"
 *     SHA-256 of what follows, 64 hex digits, "\n"
 *     GVariant of REPLICA_FILE_TYPE, little-endian
 *
 * Folders, items and the memory of UIDLs are kept. Changes that wait for a server and letters that wait to be
 * submitted are made by people: there are none here, and there must be none in the replica. */
#pragma once

#include <glib.h>

#include "replica.h"

/* account: whom the replica is of; a file of another account is an error. NULL: *error says what is wrong with the file
 * (G_FILE_ERROR_NOENT when there is none). */
Replica *replica_file_read (const char *path, const char *account, GError **error);
/* Replaces the file, or leaves the old one as it was. */
gboolean replica_file_write (const char *path, const char *account, const Replica *replica, GError **error);
