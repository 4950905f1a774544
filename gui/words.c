#include "words.h"

#include <glib/gi18n.h>
#include <string.h>

const char *
words_gone (CopyReason reason)
{
  switch (reason)
    {
    case REASON_POP_DELETED:
      return _("gone: deleted by POP3");
    case REASON_EXPUNGED:
      return _("gone: expunged");
    case REASON_MAILBOX_DELETED:
      return _("gone: mailbox deleted");
    case REASON_DELETED_LOCALLY:
      return _("gone: deleted here");
    case REASON_GONE_ON_SERVER:
      return _("gone from the server");
    case REASON_UIDVALIDITY:
      return _("gone: cache dropped");
    case REASON_SENT:
      return _("sent");
    case REASON_MOVED:
      return _("moved");
    case REASON_REFUSED:
      return _("refused");
    case REASON_DEVICE_LOST:
      return _("gone: device lost");
    case REASON_EXPIRED:
      return _("gone: expired");
    case REASON_REMOVED:
      return _("gone: account removed here");
    default:
      return _("gone");
    }
}

const char *
words_impossible (ImpossibleReason reason)
{
  switch (reason)
    {
    case IMPOSSIBLE_NO_LETTER:
      return _("this device does not have the letter");
    case IMPOSSIBLE_NO_BODY:
      return _("only the header is here, and there is no connection");
    case IMPOSSIBLE_OFFLINE:
      return _("the device is offline");
    case IMPOSSIBLE_NO_CONNECTION:
      return _("there is no connection");
    case IMPOSSIBLE_NO_SUCH_USER:
      return _("there is no such user");
    case IMPOSSIBLE_ALREADY:
      return _("it is so already");
    case IMPOSSIBLE_SERVER_DOWN:
      return _("the server is down");
    case IMPOSSIBLE_NO_CONSOLE:
      return _("a mail program sits there, not a person");
    case IMPOSSIBLE_REMOVED:
      return _("the device was taken away");
    case IMPOSSIBLE_OTHER_PROTOCOL:
      return _("the device does not speak the protocol that this is for");
    case IMPOSSIBLE_NONE:
      break;
    }
  return "";
}

const char *
words_timer (TimerCode timer)
{
  switch (timer)
    {
    case TIMER_CHECK:
      return _("time to check for mail");
    case TIMER_AUTOLOGOUT:
      return _("nothing was heard for too long: logged out");
    case TIMER_RETRANSMIT:
      return _("no acknowledgement came: sent again");
    case TIMER_RETRY:
      return _("time to try again");
    case TIMER_IDLE_RENEW:
      return _("IDLE is renewed");
    case TIMER_NO_ANSWER:
      return _("no answer came: given up");
    }
  return "";
}

char *
words_keep (const DevicePolicy *policy)
{
  switch (policy->keep)
    {
    case KEEP_NEVER:
      return g_strdup (_("delete"));
    case KEEP_DAYS:
      return g_strdup_printf (_("keep %d days"), (int) policy->keep_days);
    case KEEP_UNTIL_DELETED:
      return g_strdup (_("keep until deleted"));
    default:
      return g_strdup (_("keep"));
    }
}

const char *
words_folder (const char *name, gboolean on_server)
{
  static const struct { const char *name, *text; } folders[] = {
    { "INBOX", N_("Inbox") },   { "Sent", N_("Sent") },     { "Drafts", N_("Drafts") },
    { "Trash", N_("Trash") },   { "Outbox", N_("Outbox") }, { "Kept", N_("Kept") },
  };

  for (guint i = 0; !on_server && i < G_N_ELEMENTS (folders); i++)
    if (g_ascii_strcasecmp (name, folders[i].name) == 0)
      return _(folders[i].text);
  return name;
}

char *
words_size (guint64 octets)
{
  guint64 tenths;

  if (octets < 1000)
    return g_strdup_printf (_("%u B"), (guint) octets);
  tenths = octets < 1000 * 1000 ? (octets + 50) / 100 : (octets + 50000) / 100000;
  if (octets < 1000 * 1000)
    return g_strdup_printf (octets < 10000 && tenths % 10 != 0 ? _("%.1f kB") : _("%.0f kB"), octets / 1e3);
  return g_strdup_printf (tenths % 10 != 0 ? _("%.1f MB") : _("%.0f MB"), octets / 1e6);
}

const char *
words_protocol (Protocol protocol)
{
  switch (protocol)
    {
    case PROTOCOL_POP3:
      return "POP3";
    case PROTOCOL_IMAP:
      return "IMAP";
    case PROTOCOL_SMTP:
      return "SMTP";
    case PROTOCOL_SUBMISSION:
      return _("Submission");
    default:
      return "";
    }
}

char *
words_capitalised (const char *text)
{
  gsize capital = strcmp (text, "pc") == 0 ? 2 : (gsize) (g_utf8_next_char (text) - text);
  g_autofree char *first = *text != '\0' ? g_utf8_strup (text, (gssize) capital) : g_strdup ("");

  return g_strconcat (first, *text != '\0' ? text + capital : "", NULL);
}

char *
words_branch (Journal *journal, guint index)
{
  const Branch *branch = journal_branch (journal, index);
  g_autofree char *time = NULL;

  if (index == 0) /* before all time */
    return g_strdup (_("As it was written"));
  time = journal_format_time (journal, branch->at, 0);
  for (guint i = 0; i < journal_n_actions (journal); i++)
    if (journal_action_branch (journal, i) == index)
      {
        g_autofree char *text = action_to_shown_text (journal_action (journal, i));

        return g_strdup_printf (_("What if, at %s: %s"), time, text);
      }
  return g_strdup_printf (branch->drop_later ? _("Without what came at %s") : _("What if, from %s"), time);
}

char *
words_dup_language (void)
{
  const char *name = g_get_language_names ()[0];

  return g_strndup (name, strcspn (name, "_.@"));
}
