#include "mail-store-private.h"

#define NAME_OCTETS_MAX 1000
#define NAME_LEVELS_MAX 32

static gboolean
name_allowed (const char *name)
{
  gsize length = strlen (name);
  guint levels = 1;

  if (length == 0 || length > NAME_OCTETS_MAX || name[0] == '/' || name[length - 1] == '/' || strstr (name, "//") != NULL)
    return FALSE;
  for (const char *at = name; *at != '\0'; at++)
    {
      if (g_ascii_iscntrl (*at) || *at == '*' || *at == '%')
        return FALSE;
      levels += *at == '/';
    }
  return levels <= NAME_LEVELS_MAX && g_utf8_validate (name, -1, NULL);
}

char *
mail_store_dup_name (const char *name)
{
  gsize length = strlen (name);
  char *clean;

  if (length > 1 && name[length - 1] == '/')
    length--;
  clean = g_strndup (name, length);
  if (g_ascii_strncasecmp (clean, "INBOX", 5) == 0 && (clean[5] == '\0' || clean[5] == '/'))
    memcpy (clean, "INBOX", 5);
  if (!name_allowed (clean))
    g_clear_pointer (&clean, g_free);
  return clean;
}

/* INBOX comes first, the others by their octets. */
static int
name_order (const char *a, const char *b)
{
  gboolean a_inbox = strcmp (a, "INBOX") == 0;
  gboolean b_inbox = strcmp (b, "INBOX") == 0;

  return a_inbox != b_inbox ? b_inbox - a_inbox : strcmp (a, b);
}

static const char *
name_at (const MailStore *store, guint index)
{
  return ((const Mailbox *) store->mailboxes->pdata[index])->name;
}

/* Index of the first mailbox that does not come before the name. */
static guint
lower_bound (const MailStore *store, const char *name)
{
  guint low = 0;
  guint high = store->mailboxes->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (name_order (name_at (store, middle), name) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

int
mail_store_index (const MailStore *store, const char *name)
{
  g_autofree char *clean = mail_store_dup_name (name);
  guint index;

  if (clean == NULL)
    return -1;
  index = lower_bound (store, clean);
  if (index == store->mailboxes->len || strcmp (name_at (store, index), clean) != 0)
    return -1;
  return (int) index;
}

Mailbox *
mail_store_add_mailbox (MailStore *store, const char *name)
{
  Mailbox *mailbox = mailbox_new (name, store->next_uid_validity++, store->next_object_id++);

  g_ptr_array_insert (store->mailboxes, (gint) lower_bound (store, name), mailbox);
  return mailbox;
}

/* "a/b" for "a/b/c"; NULL at the top. */
static char *
dup_superior (const char *name)
{
  const char *slash = strrchr (name, '/');

  return slash == NULL ? NULL : g_strndup (name, (gsize) (slash - name));
}

static gboolean
is_inferior (const char *name, const char *of)
{
  gsize length = strlen (of);

  return strncmp (name, of, length) == 0 && name[length] == '/';
}

static gboolean
has_inferiors (const MailStore *store, const char *name)
{
  for (guint i = 0; i < store->mailboxes->len; i++)
    if (is_inferior (name_at (store, i), name))
      return TRUE;
  return FALSE;
}

static void
create_superiors (MailStore *store, const char *name)
{
  g_autofree char *superior = dup_superior (name);

  if (superior == NULL || mail_store_index (store, superior) >= 0)
    return;
  create_superiors (store, superior);
  mail_store_add_mailbox (store, superior);
}

StoreResult
mail_store_create (MailStore *store, const char *name, SpecialUse use)
{
  g_autofree char *clean = mail_store_dup_name (name);
  Mailbox *mailbox;

  if (clean == NULL)
    return STORE_CANNOT;
  mailbox = mail_store_mailbox_own (store, clean);
  if (mailbox != NULL && !mailbox->no_select)
    return STORE_ALREADY_EXISTS;
  if (mailbox == NULL)
    {
      if (store->mailboxes->len + NAME_LEVELS_MAX > MAIL_STORE_NAMES_MAX)
        return STORE_LIMIT;
      create_superiors (store, clean);
      mailbox = mail_store_add_mailbox (store, clean);
    }
  mailbox->no_select = FALSE;
  mailbox->special_use = use;
  return STORE_OK;
}

static void
expunge_all (Mailbox *mailbox, CopyReason reason, Changes *changes)
{
  g_auto (UidSet) all = { 0 };

  uid_set_add_range (&all, 1, G_MAXUINT32);
  mailbox_expunge_set (mailbox, &all, reason, changes);
}

StoreResult
mail_store_delete (MailStore *store, const char *name, Changes *changes)
{
  g_autofree char *clean = mail_store_dup_name (name);
  int index = mail_store_index (store, name);
  gboolean inferiors;
  Mailbox *mailbox;

  if (index < 0)
    return STORE_NONEXISTENT;
  if (strcmp (clean, "INBOX") == 0)
    return STORE_CANNOT;
  inferiors = has_inferiors (store, clean);
  mailbox = state_own (&mailbox_state, &store->mailboxes->pdata[index]);
  if (inferiors && mailbox->no_select)
    return STORE_CANNOT;
  expunge_all (mailbox, REASON_MAILBOX_DELETED, changes);
  g_ptr_array_remove_index (store->mailboxes, (guint) index);
  state_unref (&mailbox_state, mailbox);
  if (inferiors)
    {
      /* A level of the hierarchy stays. Should it be created again, its UIDs start anew, hence the new
       * UIDVALIDITY. */
      mailbox = mail_store_add_mailbox (store, clean);
      mailbox->no_select = TRUE;
    }
  return STORE_OK;
}

void
mail_store_empty (MailStore *store, Changes *changes)
{
  for (guint i = 0; i < store->mailboxes->len; i++)
    expunge_all (state_own (&mailbox_state, &store->mailboxes->pdata[i]), REASON_MAILBOX_DELETED, changes);
  while (store->mailboxes->len > 0)
    state_unref (&mailbox_state, g_ptr_array_remove_index (store->mailboxes, store->mailboxes->len - 1));
  while (store->subscriptions->len > 0)
    g_free (g_ptr_array_steal_index (store->subscriptions, store->subscriptions->len - 1));
  mail_store_add_mailbox (store, "INBOX");
}

/* The same messages in the same order, with UIDs from 1 on. */
static Mailbox *
renumber (MailStore *store, const Mailbox *mailbox, gint64 now, Changes *changes)
{
  Mailbox *anew = mailbox_new (mailbox->name, store->next_uid_validity++, store->next_object_id++);

  anew->no_select = mailbox->no_select;
  anew->special_use = mailbox->special_use;
  for (guint i = 0; i < mailbox_count (mailbox); i++)
    {
      const MailboxEntry *entry = mailbox_entry (mailbox, i);
      MailboxAppend append = { .message = entry->message,
                               .flags = flag_set_translate (&entry->flags, &mailbox->keywords, &anew->keywords),
                               .internal_date = entry->internal_date,
                               .now = now,
                               .reason = REASON_MOVED,
                               .parent = entry->copy,
                               .letter = entry->letter,
                               .email_id = entry->email_id };

      mailbox_append (anew, &append, changes);
    }
  return anew;
}

void
mail_store_renumber (MailStore *store, gint64 now, Changes *changes)
{
  for (guint i = 0; i < store->mailboxes->len; i++)
    {
      Mailbox *old = state_own (&mailbox_state, &store->mailboxes->pdata[i]);

      store->mailboxes->pdata[i] = renumber (store, old, now, changes);
      expunge_all (old, REASON_MOVED, changes);
      state_unref (&mailbox_state, old);
    }
}

/* INBOX stays; what was in it goes (RFC 3501 §6.3.5). Inferiors of INBOX stay too. */
static void
rename_inbox (MailStore *store, const char *to, Changes *changes)
{
  const Mailbox *inbox = mail_store_mailbox (store, "INBOX");

  mail_store_add_mailbox (store, to);
  for (guint i = 0; i < mailbox_count (inbox); i++)
    {
      const MailboxEntry *entry = mailbox_entry (inbox, i);

      mail_store_copy (store, "INBOX", entry->uid, to, entry->save_date, REASON_MOVED, changes, NULL);
    }
  expunge_all (mail_store_mailbox_own (store, "INBOX"), REASON_MOVED, changes);
}

static void
rename_one (MailStore *store, guint index, const char *name, Changes *changes)
{
  Mailbox *mailbox = state_own (&mailbox_state, &store->mailboxes->pdata[index]);
  const char *folder = g_intern_string (mailbox->name);

  g_free (mailbox->name);
  mailbox->name = g_strdup (name);
  for (guint i = 0; i < mailbox_count (mailbox); i++)
    {
      const MailboxEntry *entry = mailbox_entry (mailbox, i);
      CopyEvent event = {
        .change = COPY_MOVED,
        .reason = REASON_MOVED,
        .copy = entry->copy,
        .letter = entry->letter,
        .uid = entry->uid,
        .folder = folder,
        .to_folder = g_intern_string (name),
        .old_flags = entry->flags,
        .new_flags = entry->flags,
        .part = PART_FULL,
        .octets = message_size (entry->message),
      };

      changes_add (changes, &event);
    }
}

static int
compare_mailboxes (gconstpointer a, gconstpointer b)
{
  return name_order ((*(Mailbox *const *) a)->name, (*(Mailbox *const *) b)->name);
}

static void
rename_tree (MailStore *store, const char *from, const char *to, Changes *changes)
{
  for (guint i = 0; i < store->mailboxes->len; i++)
    {
      const char *name = name_at (store, i);

      if (strcmp (name, from) == 0 || is_inferior (name, from))
        {
          g_autofree char *renamed = g_strconcat (to, name + strlen (from), NULL);

          rename_one (store, i, renamed, changes);
        }
    }
  g_ptr_array_sort (store->mailboxes, compare_mailboxes);
}

/* Every name below must still be allowed, and free, at its new place. */
static StoreResult
can_rename (const MailStore *store, const char *from, const char *to)
{
  if (mail_store_index (store, to) >= 0)
    return STORE_ALREADY_EXISTS;
  if (is_inferior (to, from) || store->mailboxes->len + NAME_LEVELS_MAX > MAIL_STORE_NAMES_MAX)
    return STORE_CANNOT;
  for (guint i = 0; i < store->mailboxes->len; i++)
    if (is_inferior (name_at (store, i), from))
      {
        g_autofree char *renamed = g_strconcat (to, name_at (store, i) + strlen (from), NULL);

        if (!name_allowed (renamed) || mail_store_index (store, renamed) >= 0)
          return STORE_CANNOT;
      }
  return STORE_OK;
}

StoreResult
mail_store_rename (MailStore *store, const char *from, const char *to, Changes *changes)
{
  g_autofree char *clean_from = mail_store_dup_name (from);
  g_autofree char *clean_to = mail_store_dup_name (to);
  gboolean inbox;
  StoreResult result;

  if (mail_store_index (store, from) < 0)
    return STORE_NONEXISTENT;
  if (clean_to == NULL)
    return STORE_CANNOT;
  inbox = strcmp (clean_from, "INBOX") == 0;
  if (inbox)
    result = mail_store_index (store, clean_to) >= 0 ? STORE_ALREADY_EXISTS : STORE_OK;
  else
    result = can_rename (store, clean_from, clean_to);
  if (result != STORE_OK)
    return result;
  create_superiors (store, clean_to);
  if (inbox)
    rename_inbox (store, clean_to, changes);
  else
    rename_tree (store, clean_from, clean_to, changes);
  return STORE_OK;
}
