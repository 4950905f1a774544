/* LIST and LSUB answered: which names there are, which of them match, and what is told of them.
 *
 * \HasChildren and \HasNoChildren are those of RFC 3348, special uses those of RFC 6154. */
#include "imap/imap-list.h"

#include <string.h>

/* A name that may be told: of a mailbox, a subscription, or a level above one. */
typedef struct {
  const char *name;
  const Mailbox *mailbox; /* NULL: does not exist */
  gboolean subscribed;
  gboolean meets;         /* the selection options */
  gboolean matches;       /* a pattern */
} Candidate;

static gboolean
is_below (const char *name, const char *above)
{
  gsize length = strlen (above);

  return strncmp (name, above, length) == 0 && name[length] == '/';
}

/* How much of the name may be written in any case: INBOX, also above others (RFC 3501 §5.1), as where it is selected. */
static gsize
any_case_length (const char *name)
{
  return strcmp (name, "INBOX") == 0 || is_below (name, "INBOX") ? strlen ("INBOX") : 0;
}

/* "*" stands for anything, "%" for anything within a level. One row of a table over the name, so that no
 * pattern costs more than its length times the name's. */
static gboolean
matches (const char *pattern, const char *name)
{
  gsize length = strlen (name);
  gsize any_case = any_case_length (name);
  g_autofree guint8 *row = g_malloc0 (length + 1); /* row[i]: the pattern so far matches name[0..i) */

  row[0] = 1;
  for (; *pattern != '\0'; pattern++)
    {
      gboolean wild = *pattern == '*' || *pattern == '%';
      guint8 before = row[0];

      row[0] = wild && row[0];
      for (gsize i = 1; i <= length; i++)
        {
          guint8 here = row[i];

          if (wild)
            row[i] = here || (row[i - 1] && (*pattern == '*' || name[i - 1] != '/'));
          else
            row[i] = before && (i <= any_case ? g_ascii_toupper (*pattern) : *pattern) == name[i - 1];
          before = here;
        }
    }
  return row[length];
}

static gboolean
matches_any (const ListQuery *query, const char *name)
{
  for (guint i = 0; i < query->patterns->len; i++)
    if (matches (query->patterns->pdata[i], name))
      return TRUE;
  return FALSE;
}

static gboolean
has_children (const MailStore *store, const char *name)
{
  for (guint i = 0; i < store->mailboxes->len; i++)
    if (is_below (((const Mailbox *) store->mailboxes->pdata[i])->name, name))
      return TRUE;
  return FALSE;
}

/* child_info: CHILDINFO's criteria (RFC 5258 §4), NULL for none */
static void
tell (ImapCommand *command, const char *name, const char *attributes, const char *child_info)
{
  LineWriter line;

  imap_untagged (command, &line);
  line_put (&line, TOKEN_COMMAND, command->input == IMAP_LSUB ? "LSUB" : "LIST");
  line_addf (&line, " (%s) \"/\" ", attributes);
  imap_put_mailbox (command, &line, name);
  if (child_info != NULL)
    line_addf (&line, " (\"CHILDINFO\" (%s))", child_info);
  line_end (&line);
}

static void
add_attribute (GString *out, const char *attribute)
{
  g_string_append_printf (out, "%s%s", out->len > 0 ? " " : "", attribute);
}

static char *
attributes_of (ImapCommand *command, const ListQuery *query, const Candidate *candidate)
{
  GString *out = g_string_new (NULL);

  if (candidate->mailbox == NULL)
    add_attribute (out, "\\NonExistent");
  else if (candidate->mailbox->no_select)
    add_attribute (out, "\\Noselect");
  if (query->return_subscribed && candidate->subscribed)
    add_attribute (out, "\\Subscribed");
  add_attribute (out, has_children (command->store, candidate->name) ? "\\HasChildren" : "\\HasNoChildren");
  if (candidate->mailbox != NULL)
    imap_special_use_format (candidate->mailbox->special_use, out);
  return g_string_free (out, FALSE);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const char *x = *(const char *const *) a;
  const char *y = *(const char *const *) b;
  gboolean x_inbox = strcmp (x, "INBOX") == 0;

  if (x_inbox != (strcmp (y, "INBOX") == 0))
    return x_inbox ? -1 : 1;
  return strcmp (x, y);
}

/* A name and, when they may have to be told, the levels above it. */
static void
add_name (GPtrArray *names, const char *name, gboolean levels)
{
  for (const char *slash = strchr (name, '/'); levels && slash != NULL; slash = strchr (slash + 1, '/'))
    if (slash > name)
      g_ptr_array_add (names, g_strndup (name, (gsize) (slash - name)));
  g_ptr_array_add (names, g_strdup (name));
}

/* All names, sorted, each once. */
static GPtrArray *
all_names (const MailStore *store, const ListQuery *query)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < store->mailboxes->len; i++)
    add_name (names, ((const Mailbox *) store->mailboxes->pdata[i])->name, FALSE);
  for (guint i = 0; query->select_subscribed && i < store->subscriptions->len; i++)
    add_name (names, store->subscriptions->pdata[i], query->recursive);
  g_ptr_array_sort (names, compare_names);
  for (guint i = names->len; i > 1; i--)
    if (strcmp (names->pdata[i - 1], names->pdata[i - 2]) == 0)
      g_ptr_array_remove_index (names, i - 1);
  return names;
}

static GArray *
candidates_of (ImapCommand *command, const ListQuery *query, const GPtrArray *names)
{
  GArray *candidates = g_array_new (FALSE, TRUE, sizeof (Candidate));

  for (guint i = 0; i < names->len; i++)
    {
      Candidate candidate = { .name = names->pdata[i] };

      candidate.mailbox = mail_store_mailbox (command->store, candidate.name);
      candidate.subscribed = mail_store_subscribed (command->store, candidate.name);
      candidate.meets = (!query->select_subscribed || candidate.subscribed)
                        && (!query->select_special
                            || (candidate.mailbox != NULL && candidate.mailbox->special_use != 0));
      candidate.matches = matches_any (query, candidate.name);
      g_array_append_val (candidates, candidate);
    }
  return candidates;
}

/* RFC 5258 §3.5: a mailbox that does not meet the selection itself is told only when something below it
 * does and is not told itself. */
static void
tell_candidate (ImapCommand *command, const ListQuery *query, const GArray *candidates, const Candidate *candidate)
{
  g_autofree char *attributes = NULL;
  gboolean below = FALSE;
  gboolean hidden_below = FALSE;

  for (guint i = 0; query->recursive && i < candidates->len; i++)
    {
      const Candidate *other = &g_array_index (candidates, Candidate, i);

      if (!other->meets || !is_below (other->name, candidate->name))
        continue;
      below = TRUE;
      hidden_below |= !other->matches;
    }
  if (!candidate->matches || (!candidate->meets && !hidden_below))
    return;
  attributes = attributes_of (command, query, candidate);
  tell (command, candidate->name, attributes,
        !below ? NULL : query->select_subscribed ? "\"SUBSCRIBED\"" : "\"SPECIAL-USE\"");
  if (query->status != NULL && candidate->meets && candidate->mailbox != NULL && !candidate->mailbox->no_select)
    imap_tell_status (command, candidate->mailbox, query->status);
}

static void
list_mailboxes (ImapCommand *command, const ListQuery *query)
{
  g_autoptr (GPtrArray) names = all_names (command->store, query);
  g_autoptr (GArray) candidates = candidates_of (command, query, names);

  for (guint i = 0; i < candidates->len; i++)
    tell_candidate (command, query, candidates, &g_array_index (candidates, Candidate, i));
}

/* With "%", a level that is not subscribed itself but holds subscribed names is told as \Noselect
 * (RFC 3501 §6.3.9). */
static void
list_levels (ImapCommand *command, const ListQuery *query, const char *name, GPtrArray *told)
{
  for (const char *slash = strrchr (name, '/'); slash != NULL && slash > name;)
    {
      g_autofree char *level = g_strndup (name, (gsize) (slash - name));

      if (matches_any (query, level) && !mail_store_subscribed (command->store, level)
          && !g_ptr_array_find_with_equal_func (told, level, g_str_equal, NULL))
        {
          tell (command, level, "\\Noselect", NULL);
          g_ptr_array_add (told, g_strdup (level));
        }
      slash = g_strrstr_len (name, slash - name, "/");
    }
}

static void
list_subscriptions (ImapCommand *command, const ListQuery *query)
{
  const GPtrArray *names = command->store->subscriptions;
  g_autoptr (GPtrArray) told = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < names->len; i++)
    {
      const Mailbox *mailbox = mail_store_mailbox (command->store, names->pdata[i]);

      if (matches_any (query, names->pdata[i]))
        tell (command, names->pdata[i], mailbox == NULL || mailbox->no_select ? "\\Noselect" : "", NULL);
      else
        list_levels (command, query, names->pdata[i], told);
    }
}

void
imap_list_one (ImapCommand *command, const char *name)
{
  ListQuery query = { 0 };
  Candidate candidate = { .name = name, .mailbox = mail_store_mailbox (command->store, name) };
  g_autofree char *attributes = attributes_of (command, &query, &candidate);

  tell (command, name, attributes, NULL);
}

void
imap_list (ImapCommand *command, const ListQuery *query)
{
  if (command->input == IMAP_LSUB)
    list_subscriptions (command, query);
  else if (query->level_only && !query->extended)
    tell (command, "", "\\Noselect", NULL);
  else
    list_mailboxes (command, query);
}
