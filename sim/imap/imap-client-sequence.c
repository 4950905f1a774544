/* The commands of real programs, as recorded: what they ask for besides, and in which form. */
#include "imap-client-private.h"

#include <string.h>

#define THUNDERBIRD_FIELDS                                                                                             \
  "From To Cc Bcc Subject Date Message-ID Priority X-Priority References Newsgroups In-Reply-To Content-Type Reply-To " \
  "Received"
#define K9_FIELDS "date subject from content-type to cc reply-to message-id references in-reply-to"

#define CONFLICT "(FLAGS MODSEQ)"
#define STRUCTURE "(UID BODYSTRUCTURE)"

/* Indexed by ImapSequence and FetchPurpose. */
static const char *const items[][7] = {
  [SEQUENCE_PLAIN] = { "(FLAGS)", "(FLAGS)", "(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER])",
                       "(UID BODY.PEEK[])", "(FLAGS)", CONFLICT, STRUCTURE },
  [SEQUENCE_THUNDERBIRD] = { "(FLAGS)", "(FLAGS)",
                             "(UID RFC822.SIZE FLAGS BODY.PEEK[HEADER.FIELDS (" THUNDERBIRD_FIELDS ")])",
                             "(UID RFC822.SIZE BODY.PEEK[])", "(FLAGS)", CONFLICT, STRUCTURE },
  [SEQUENCE_K9] = { "(UID FLAGS)", "(UID FLAGS)",
                    "(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (" K9_FIELDS ")])",
                    "(UID BODY.PEEK[])", "(UID FLAGS)", CONFLICT, STRUCTURE },
  [SEQUENCE_MBSYNC] = { "(UID FLAGS)", "(UID FLAGS)", "(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER])",
                        "(BODY.PEEK[])", "(UID FLAGS)", CONFLICT, STRUCTURE },
};

const char *
flow_fetch_items (const DevicePolicy *policy, guint purpose)
{
  return items[policy->sequence][purpose];
}

/* As seen on the wire; the others write an atom where the name is one. */
gboolean
flow_quotes_mailboxes (const DevicePolicy *policy)
{
  return policy->sequence == SEQUENCE_THUNDERBIRD || policy->sequence == SEQUENCE_K9;
}

gboolean
flow_list_returns (const ImapClient *client, const DevicePolicy *policy)
{
  return (client->capabilities & CAPABILITY_SPECIAL_USE) != 0 && (client->notes & NOTE_PLAIN_LIST) == 0 &&
         policy->sequence != SEQUENCE_MBSYNC;
}

/* A program of which it is known that it fetches what is new without a look at its headers. */
gboolean
flow_fetches_blindly (const DevicePolicy *policy)
{
  return policy->sequence == SEQUENCE_MBSYNC;
}

gboolean
flow_fetches_headers (const DevicePolicy *policy)
{
  return strstr (items[policy->sequence][PURPOSE_NEW], "BODY.PEEK[HEADER]") != NULL;
}

/* "Compact" sends EXPUNGE, whatever else is marked as deleted, also where the server has UID EXPUNGE. What a move leaves
 * behind, which has no item any more, is no such case. */
gboolean
flow_expunges_all (const DevicePolicy *policy, const PendingChange *change)
{
  return policy->sequence == SEQUENCE_THUNDERBIRD && change->item != 0;
}

/* What has just been sent may as well have the time at which it comes (RFC 3501 §6.3.11). */
gboolean
flow_dates_upload (const DevicePolicy *policy, guint rule)
{
  return policy->sequence != SEQUENCE_THUNDERBIRD || rule != RULE_SAVE_SENT;
}

/* Told of new mail while it idles, it asks whether there is more. */
guint
flow_note_of_arrival (const ImapClient *client, const DevicePolicy *policy)
{
  return policy->sequence == SEQUENCE_THUNDERBIRD && client->state == IMAP_CLIENT_IDLING ? NOTE_NOOP_WANTED : 0;
}

static ImapPlan
plan (guint input, guint32 rule)
{
  return (ImapPlan) { .command = COMMAND (input), .rule = rule };
}

/* After the login: who one is (RFC 2971). */
ImapPlan
flow_plan_extra_beginning (const ImapClient *client, const DevicePolicy *policy)
{
  if (policy->sequence == SEQUENCE_THUNDERBIRD && (client->capabilities & CAPABILITY_ID) != 0 &&
      (client->notes & NOTE_ID) == 0)
    return plan (IMAP_INPUT_ID, RULE_LOG_IN);
  return (ImapPlan) { 0 };
}

/* After SELECT: how full it is (RFC 9208 §4.1.2). */
ImapPlan
flow_plan_extra_selected (const ImapClient *client, const DevicePolicy *policy)
{
  if (policy->sequence == SEQUENCE_THUNDERBIRD && (client->capabilities & CAPABILITY_QUOTA) != 0 &&
      (client->notes & NOTE_QUOTA) == 0)
    return plan (IMAP_INPUT_GETQUOTAROOT, RULE_SYNC_FLAGS);
  return (ImapPlan) { 0 };
}

/* Before the end: that all is written (RFC 3501 §6.4.1). */
ImapPlan
flow_plan_extra_end (const ImapClient *client, const DevicePolicy *policy)
{
  if (policy->sequence == SEQUENCE_MBSYNC && client->state >= IMAP_CLIENT_SELECTED && (client->notes & NOTE_CHECKED) == 0)
    return plan (IMAP_INPUT_CHECK, RULE_END_SESSION);
  return (ImapPlan) { 0 };
}

/* RFC 3501 §6.3.3: CREATE alone subscribes to nothing. What is not subscribed to is not listed the next time. */
gboolean
flow_subscribes (const DevicePolicy *policy)
{
  return policy->sequence == SEQUENCE_THUNDERBIRD;
}

/* The second LIST of a program that asks for INBOX apart from what is subscribed to. */
gboolean
flow_list_goes_on (const ImapClient *client, const DevicePolicy *policy)
{
  return policy->sequence == SEQUENCE_THUNDERBIRD && (client->notes & NOTE_HALF_LISTED) == 0;
}
