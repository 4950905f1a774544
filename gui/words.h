/* Words: codes of traces as words for people. Borrowed, translated strings unless said otherwise. */
#pragma once

#include <glib.h>

#include "journal/journal.h"
#include "trace.h"
#include "world/device-policy.h"
#include "journal/action.h"

/* Why a copy is not there any more: "POP3 deleted it" ... */
const char *words_gone (CopyReason reason);
const char *words_impossible (ImpossibleReason reason);
const char *words_timer (TimerCode timer);
/* "delete", "keep", "keep 14 days": what a POP3 device leaves on the server. Caller owns. */
char *words_keep (const DevicePolicy *policy);
/* A folder as a device calls it: "Inbox", "Sent". A mailbox of the server (on_server) keeps the name that it has on the
 * wire. Borrowed, of name or translated. */
const char *words_folder (const char *name, gboolean on_server);
/* With a capital letter, for headings. Caller owns. */
char *words_capitalised (const char *text);
/* "3.1 MB", "212 B": decimal units, as mail providers count. Caller owns. */
char *words_size (guint64 octets);
/* A protocol's name with its port as people know it: "POP3", "IMAP", "SMTP", "Submission". */
const char *words_protocol (Protocol protocol);
/* A branch, by where it leaves and what is done there: the name alone would be the same for all. Caller owns. */
char *words_branch (Journal *journal, guint branch);
/* The code of the language that people are spoken to in, as texts with languages want it: "en", "id", "C". Caller owns. */
char *words_dup_language (void);
