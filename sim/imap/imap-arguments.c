/* Arguments that several command families share (RFC 3501 §9). */
#include "imap/imap-server-private.h"
#include "imap/imap-utf7.h"

#include <string.h>

#define MAILBOX_NAME_MAX 1000
#define FLAGS_MAX 256

gboolean
imap_arg_space (ImapCommand *command)
{
  return imap_lexer_space (&command->args);
}

gboolean
imap_arg_end (ImapCommand *command)
{
  return imap_lexer_end (&command->args);
}

/* In UTF-8 a name has no control characters (RFC 5198 §2). */
static char *
checked_utf8 (const char *name)
{
  if (!g_utf8_validate (name, -1, NULL))
    return NULL;
  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_iscntrl (g_utf8_get_char (at)))
      return NULL;
  return g_utf8_normalize (name, -1, G_NORMALIZE_NFC);
}

char *
imap_decode_name (const ImapServer *server, const GString *wire)
{
  if (strlen (wire->str) != wire->len)
    return NULL;
  return imap_is_utf8 (server) ? checked_utf8 (wire->str) : imap_utf7_decode (wire->str);
}

/* mailbox = "INBOX" / astring */
char *
imap_arg_mailbox (ImapCommand *command)
{
  g_autofree char *name = NULL;

  if (!imap_lexer_astring (&command->args, command->word))
    return NULL;
  name = imap_decode_name (command->server, command->word);
  if (name == NULL || strlen (name) > MAILBOX_NAME_MAX)
    return NULL;
  if (g_ascii_strcasecmp (name, "INBOX") == 0)
    return g_strdup ("INBOX");
  return g_steal_pointer (&name);
}

static guint32
star_of (const ImapCommand *command)
{
  const ImapServer *server = command->server;

  if (!command->uid || server->view->len == 0)
    return server->view->len;
  return imap_view (server, server->view->len - 1)->uid;
}

static gboolean
is_set_char (int octet)
{
  return octet > 0 && (g_ascii_isdigit (octet) || strchr (":,*", octet) != NULL);
}

/* sequence-set = (seq-number / seq-range) *("," sequence-set) */
static gboolean
parse_set (ImapCommand *command, UidSet *set, gboolean *has_star)
{
  gsize start = command->args.at;
  const char *text = (const char *) command->args.data + start;

  while (is_set_char (imap_lexer_peek (&command->args)))
    command->args.at++;
  if (command->args.at == start)
    return FALSE;
  *has_star = memchr (text, '*', command->args.at - start) != NULL;
  return uid_set_parse (set, text, (gssize) (command->args.at - start), star_of (command));
}

static void
add_range (ImapCommand *command, const UidRange *range, GArray *indexes)
{
  ImapServer *server = command->server;
  guint index = command->uid ? imap_view_lower_bound (server, range->from) : range->from - 1;

  for (; index < server->view->len; index++)
    {
      if ((command->uid ? imap_view (server, index)->uid : index + 1) > range->to)
        break;
      g_array_append_val (indexes, index);
    }
}

/* "$" (RFC 5182 §2.1) */
static GArray *
saved_set (ImapCommand *command)
{
  GArray *indexes = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint index = 0; index < command->server->view->len; index++)
    if (uid_set_contains (&command->server->saved, imap_view (command->server, index)->uid))
      g_array_append_val (indexes, index);
  return indexes;
}

GArray *
imap_arg_set (ImapCommand *command)
{
  g_auto (UidSet) set = { 0 };
  GArray *indexes;
  gboolean has_star;

  if (imap_lexer_accept (&command->args, '$'))
    return saved_set (command);
  uid_set_init (&set);
  if (!parse_set (command, &set, &has_star))
    return NULL;
  indexes = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; set.ranges != NULL && i < set.ranges->len; i++)
    {
      const UidRange *range = &g_array_index (set.ranges, UidRange, i);
      guint count = command->server->view->len;

      if (!command->uid && range->to > count && !(has_star && count == 0))
        {
          command->missing = TRUE;
          g_array_unref (indexes);
          return NULL;
        }
      add_range (command, range, indexes);
    }
  return indexes;
}

gboolean
imap_arg_modseq (ImapCommand *command, gboolean zero, guint64 *modseq)
{
  return imap_lexer_number (&command->args, G_MAXINT64, modseq) && (zero || *modseq > 0);
}

void
imap_enable_condstore (ImapCommand *command)
{
  const Mailbox *mailbox = imap_view_mailbox (command);
  g_autofree char *code = NULL;

  if ((command->server->enabled & IMAP_CONDSTORE) != 0)
    return;
  command->server->enabled |= IMAP_CONDSTORE;
  if (mailbox == NULL)
    return;
  code = g_strdup_printf ("HIGHESTMODSEQ %" G_GUINT64_FORMAT, command->server->seen_modseq);
  imap_untagged_status (command, "OK", code, "The highest mod-sequence told so far");
}

static gboolean
flag_list (ImapCommand *command, GPtrArray *names)
{
  do
    {
      if (names->len >= FLAGS_MAX || !imap_lexer_flag (&command->args, command->word))
        return FALSE;
      g_ptr_array_add (names, g_strdup (command->word->str));
    }
  while (imap_arg_space (command));
  return TRUE;
}

/* flag-list = "(" [flag *(SP flag)] ")"; store-att-flags also without the parentheses */
gboolean
imap_arg_flags (ImapCommand *command, gboolean bare, GPtrArray *names)
{
  if (!imap_lexer_accept (&command->args, '('))
    return bare && flag_list (command, names);
  if (imap_lexer_accept (&command->args, ')'))
    return TRUE;
  return flag_list (command, names) && imap_lexer_accept (&command->args, ')');
}

static guint
count_unknown (const KeywordTable *table, const GPtrArray *names)
{
  guint count = 0;

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = names->pdata[i];

      count += name[0] != '\\' && keyword_table_find (table, name) < 0 ? 1 : 0;
    }
  return count;
}

gboolean
imap_intern_flags (Mailbox *mailbox, const GPtrArray *names, FlagSet *flags, gboolean *full)
{
  guint32 system = 0;

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = names->pdata[i];
      SystemFlag flag = system_flag_parse (name);

      if (name[0] == '\\' && (flag & FLAG_ALL_STORED) == 0)
        return FALSE;
      system |= flag;
    }
  *full = mailbox->keywords.names->len + count_unknown (&mailbox->keywords, names) > KEYWORD_MAX;
  for (guint i = 0; !*full && i < names->len; i++)
    if (((const char *) names->pdata[i])[0] != '\\')
      flags->keywords |= (guint64) 1 << keyword_table_intern (&mailbox->keywords, names->pdata[i]);
  flags->system |= system & FLAG_ALL_STORED;
  return TRUE;
}
