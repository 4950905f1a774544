/* Mail on its way between servers, with what its sender asked to be told. */
#include "world/mail-host.h"

static const StateField queued_mail_fields[] = {
  STATE_FIELD (QueuedMail, from, STATE_STR),
  STATE_FIELD (QueuedMail, asked, STATE_STR),
  STATE_FIELD (QueuedMail, to, STATE_STRV),
  STATE_FIELD (QueuedMail, to_asked, STATE_STRV),
  STATE_FIELD_OF (QueuedMail, message, STATE_REF, message_state),
  STATE_FIELD (QueuedMail, id, STATE_POD),
  STATE_FIELD (QueuedMail, letter, STATE_POD),
  STATE_FIELD (QueuedMail, accepted, STATE_POD),
  STATE_FIELD (QueuedMail, attempts, STATE_POD),
  STATE_FIELD (QueuedMail, warned, STATE_POD),
};
const StateType queued_mail_state = STATE_TYPE (QueuedMail, queued_mail_fields);

QueuedMail *
queued_mail_new (const char *from, const char *asked, const GPtrArray *to, const GPtrArray *to_asked, Message *message)
{
  QueuedMail *mail = g_new0 (QueuedMail, 1);

  g_assert (to_asked == NULL || to_asked->len == to->len);
  mail->from = g_strdup (from);
  mail->asked = g_strdup (asked);
  mail->to = g_ptr_array_new ();
  mail->to_asked = g_ptr_array_new ();
  for (guint i = 0; i < to->len; i++)
    {
      g_ptr_array_add (mail->to, g_strdup (to->pdata[i]));
      g_ptr_array_add (mail->to_asked, g_strdup (to_asked != NULL ? to_asked->pdata[i] : ""));
    }
  mail->message = message_ref (message);
  return mail;
}

static void
keep (GPtrArray *strings, const GArray *indexes)
{
  guint kept = 0;

  for (guint i = 0; i < strings->len; i++)
    if (kept < indexes->len && g_array_index (indexes, guint, kept) == i)
      strings->pdata[kept++] = strings->pdata[i];
    else
      g_free (strings->pdata[i]);
  g_ptr_array_set_size (strings, (int) kept);
}

void
queued_mail_keep (QueuedMail *mail, const GArray *indexes)
{
  keep (mail->to, indexes);
  keep (mail->to_asked, indexes);
}
