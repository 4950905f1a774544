#include "changes.h"

static const char *const reason_names[] = {
  [REASON_NONE] = "none",
  [REASON_DELIVERED] = "delivered",
  [REASON_LOADED] = "loaded",
  [REASON_APPENDED] = "appended",
  [REASON_COPIED] = "copied",
  [REASON_MOVED] = "moved",
  [REASON_DOWNLOADED] = "downloaded",
  [REASON_COMPOSED] = "composed",
  [REASON_FLAGS_STORED] = "flags-stored",
  [REASON_FLAGS_LOCAL] = "flags-local",
  [REASON_FLAGS_SYNCED] = "flags-synced",
  [REASON_READ_BY_POP] = "read-by-pop",
  [REASON_POP_DELETED] = "pop-deleted",
  [REASON_EXPUNGED] = "expunged",
  [REASON_MAILBOX_DELETED] = "mailbox-deleted",
  [REASON_DELETED_LOCALLY] = "deleted-locally",
  [REASON_GONE_ON_SERVER] = "gone-on-server",
  [REASON_UIDVALIDITY] = "uidvalidity",
  [REASON_SENT] = "sent",
  [REASON_RELAYED] = "relayed",
  [REASON_REFUSED] = "refused",
  [REASON_DEVICE_LOST] = "device-lost",
  [REASON_EXPIRED] = "expired",
  [REASON_REMOVED] = "removed",
};

static const char *const part_names[] = {
  [PART_NONE] = "none",
  [PART_ENVELOPE] = "envelope",
  [PART_HEADER] = "header",
  [PART_TEXT] = "text",
  [PART_FULL] = "full",
};

guint32
changes_new_copy (Changes *changes)
{
  return ++*changes->next_copy;
}

void
changes_add (Changes *changes, const CopyEvent *event)
{
  if (changes->events != NULL)
    g_array_append_vals (changes->events, event, 1);
}

const char *
copy_reason_name (CopyReason reason)
{
  g_assert ((guint) reason < G_N_ELEMENTS (reason_names));
  return reason_names[reason];
}

gboolean
copy_reason_parse (const char *name, CopyReason *reason)
{
  for (guint i = 0; i < G_N_ELEMENTS (reason_names); i++)
    if (g_str_equal (name, reason_names[i]))
      {
        *reason = (CopyReason) i;
        return TRUE;
      }
  return FALSE;
}

const char *
copy_part_name (CopyPart part)
{
  g_assert ((guint) part < G_N_ELEMENTS (part_names));
  return part_names[part];
}
