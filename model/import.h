/* Import: real mail from an mbox file, a Maildir or an .eml file.
 *
 * All or nothing: a damaged input gives an error with its place and no message at all.
 * Line ends become CRLF; mbox ">From " quoting (mboxrd) is undone. */
#pragma once

#include <glib.h>

#include "flags.h"
#include "message.h"

typedef struct {
  Message *message;
  gint64 date;    /* µs UTC: the mbox From_ line, the Maildir file name's time or the Date field; 0 = unknown */
  FlagSet flags;  /* system flags only (Status/X-Status, Maildir info) */
} ImportedMessage;

typedef enum {
  IMPORT_ERROR_READ,
  IMPORT_ERROR_EMPTY,
  IMPORT_ERROR_FORMAT, /* the message says what and at which octet offset */
  IMPORT_ERROR_LIMIT,
} ImportError;

#define IMPORT_ERROR (import_error_quark ())
GQuark import_error_quark (void);

/* A file (mbox or .eml, told apart by its first line) or a folder (Maildir: new/ and cur/; sorted by
 * name). Returns an array of ImportedMessage with a clear function, or NULL with error. */
GArray *import_path (const char *path, GError **error);

/* The same for octets already read; name is for error messages. */
GArray *import_octets (GBytes *octets, const char *name, GError **error);

/* The octets of one message with CRLF for each line end, also for a lone CR or LF; nothing else is changed. */
GBytes *import_line_ends (const guint8 *octets, gsize length);
