/* CONDSTORE and QRESYNC (RFC 7162): what a client that knows the mailbox from before has missed. */
#pragma once

#include "imap/imap-server-private.h"

/* "QRESYNC" SP "(" uidvalidity SP mod-sequence-value [SP known-uids] [SP seq-match-data] ")" */
typedef struct {
  gboolean wanted;
  guint32 uid_validity;
  guint64 modseq;
  gboolean some;  /* known-uids were given */
  UidSet known;
} Resync;

void imap_resync_init (Resync *resync);
void imap_resync_clear (Resync *resync);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Resync, imap_resync_clear)

/* "(" select-param *(SP select-param) ")". FALSE: not well formed, or QRESYNC was not enabled. */
gboolean imap_parse_select_params (ImapCommand *command, Resync *resync);
/* Tells what happened since, when UIDVALIDITY is still the same. */
void imap_resync (ImapCommand *command, const Resync *resync);
/* VANISHED (EARLIER) of UIDs among those that were expunged with a higher mod-sequence. */
void imap_tell_vanished_since (ImapCommand *command, guint64 since, const UidSet *among);
/* Once QRESYNC is enabled, HIGHESTMODSEQ in the tagged OK of what expunged (RFC 7162 §3.2.7). */
void imap_code_modseq (ImapCommand *command);
