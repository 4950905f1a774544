#include "world/outside.h"

static const StateField outside_fields[] = {
  STATE_FIELD_OF (Outside, outgoing, STATE_OWNED_ARRAY, queued_mail_state),
  STATE_FIELD_OF (Outside, arrived, STATE_OWNED_ARRAY, queued_mail_state),
  STATE_FIELD_OF (Outside, bounced, STATE_OWNED_ARRAY, queued_mail_state),
  STATE_FIELD_PODS (Outside, copies, OutsideCopy),
  STATE_FIELD (Outside, next, STATE_POD),
  STATE_FIELD (Outside, unused, STATE_POD),
};

const StateType outside_state = STATE_TYPE (Outside, outside_fields);

void
outside_init (Outside *outside)
{
  *outside = (Outside) { .next = 1 };
  outside->outgoing = g_ptr_array_new ();
  outside->arrived = g_ptr_array_new ();
  outside->bounced = g_ptr_array_new ();
  outside->copies = g_array_new (FALSE, TRUE, sizeof (OutsideCopy));
}

guint32
outside_queue (Outside *outside, const char *from, GPtrArray *to, Message *message, guint32 letter, gint64 now)
{
  QueuedMail *mail = queued_mail_new (from, NULL, to, NULL, message);

  mail->id = outside->next++;
  mail->letter = letter;
  mail->accepted = now;
  g_ptr_array_add (outside->outgoing, mail);
  return mail->id;
}

static int
outgoing_index (const Outside *outside, guint32 item)
{
  for (guint i = 0; i < outside->outgoing->len; i++)
    if (((const QueuedMail *) outside->outgoing->pdata[i])->id == item)
      return (int) i;
  return -1;
}

QueuedMail *
outside_find (const Outside *outside, guint32 item)
{
  int index = outgoing_index (outside, item);

  return index < 0 ? NULL : outside->outgoing->pdata[index];
}

void
outside_done (Outside *outside, guint32 item, gboolean refused)
{
  int index = outgoing_index (outside, item);
  QueuedMail *mail;

  g_assert (index >= 0);
  mail = g_ptr_array_remove_index (outside->outgoing, (guint) index);
  if (refused)
    g_ptr_array_add (outside->bounced, mail);
  else
    state_free (&queued_mail_state, mail);
}

OutsideCopy *
outside_copy (const Outside *outside, guint32 letter)
{
  for (guint i = 0; i < outside->copies->len; i++)
    {
      OutsideCopy *copy = &g_array_index (outside->copies, OutsideCopy, i);

      if (copy->letter == letter)
        return copy;
    }
  return NULL;
}

const char *
outside_folder (OutsideFate fate)
{
  static const char *const names[] = { "Outgoing", "Sent", "Bounced", "Inbox" };

  return g_intern_static_string (names[fate]);
}
