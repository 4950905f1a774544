#include "gateway/replica-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAGIC "postroom-replica 1\n"
#define DIGEST_LENGTH 64
#define HEAD_LENGTH (sizeof MAGIC - 1 + DIGEST_LENGTH + 1)

/* flags (system, keywords), server flags, internal date, downloaded, size, MODSEQ, id, UID, copy, part, local only,
 * hidden, UIDL, octets */
#define ITEM_TYPE "(utut" "xxtt" "uuuuuu" "msmay)"
/* name, UIDVALIDITY, UIDNEXT, HIGHESTMODSEQ, special uses, remote, keywords, items */
#define FOLDER_TYPE "(suutuuasa" ITEM_TYPE ")"
/* UIDL, first seen, downloaded, item, delete wanted */
#define UIDL_TYPE "(sxxuu)"
/* account, next item id, folders, UIDLs */
#define REPLICA_FILE_TYPE "(sua" FOLDER_TYPE "a" UIDL_TYPE ")"

/* Parts as files number them: the text alone came later than the whole letter. */
enum { FILE_FULL = 3, FILE_TEXT = 4 };

static guint32
part_to_file (CopyPart part)
{
  return part == PART_FULL ? FILE_FULL : part == PART_TEXT ? FILE_TEXT : (guint32) part;
}

static CopyPart
part_from_file (guint32 part)
{
  return part == FILE_FULL ? PART_FULL : part == FILE_TEXT ? PART_TEXT : (CopyPart) part;
}

static GVariant *
item_to_variant (const ReplicaItem *item)
{
  GVariant *octets = NULL;

  if (item->message != NULL)
    octets = g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, message_get_bytes (item->message), TRUE);
  return g_variant_new ("(ututxxttuuuuuums@may)", item->flags.system, item->flags.keywords, item->server_flags.system,
                        item->server_flags.keywords, item->internal_date, item->downloaded, item->size, item->modseq,
                        item->id, item->uid, item->copy, part_to_file (item->part), item->local_only, item->hidden,
                        item->uidl, g_variant_new_maybe (G_VARIANT_TYPE_BYTESTRING, octets));
}

static GVariant *
folder_to_variant (const ReplicaFolder *folder)
{
  GVariantBuilder keywords;
  GVariantBuilder items;

  g_variant_builder_init (&keywords, G_VARIANT_TYPE ("as"));
  for (guint i = 0; folder->keywords.names != NULL && i < folder->keywords.names->len; i++)
    g_variant_builder_add (&keywords, "s", folder->keywords.names->pdata[i]);
  g_variant_builder_init (&items, G_VARIANT_TYPE ("a" ITEM_TYPE));
  for (guint i = 0; i < folder->items->len; i++)
    g_variant_builder_add_value (&items, item_to_variant (&g_array_index (folder->items, ReplicaItem, i)));
  return g_variant_new ("(suutuuasa" ITEM_TYPE ")", folder->name, folder->uid_validity, folder->uid_next,
                        folder->highest_modseq, folder->special_use, folder->remote, &keywords, &items);
}

static GVariant *
replica_to_variant (const char *account, const Replica *replica)
{
  GVariantBuilder folders;
  GVariantBuilder uidls;

  g_assert (replica->pending->len == 0 && replica->outbox->len == 0);
  g_variant_builder_init (&folders, G_VARIANT_TYPE ("a" FOLDER_TYPE));
  for (guint i = 0; i < replica->folders->len; i++)
    g_variant_builder_add_value (&folders, folder_to_variant (replica->folders->pdata[i]));
  g_variant_builder_init (&uidls, G_VARIANT_TYPE ("a" UIDL_TYPE));
  for (guint i = 0; i < replica->uidls->len; i++)
    {
      const UidlState *state = &g_array_index (replica->uidls, UidlState, i);

      g_variant_builder_add (&uidls, UIDL_TYPE, state->uidl, state->first_seen, state->downloaded, state->item,
                             state->delete_wanted);
    }
  return g_variant_new (REPLICA_FILE_TYPE, account, replica->next_item, &folders, &uidls);
}

/* GVariants are in the machine's own order of octets. */
static GVariant *
little_endian (GVariant *variant)
{
  return G_BYTE_ORDER == G_LITTLE_ENDIAN ? g_variant_ref (variant) : g_variant_byteswap (variant);
}

gboolean
replica_file_write (const char *path, const char *account, const Replica *replica, GError **error)
{
  g_autoptr (GVariant) native = g_variant_ref_sink (replica_to_variant (account, replica));
  g_autoptr (GVariant) variant = little_endian (native);
  g_autofree char *digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, g_variant_get_data (variant),
                                                         g_variant_get_size (variant));
  g_autoptr (GString) text = g_string_new (MAGIC);

  g_string_append_printf (text, "%s\n", digest);
  g_string_append_len (text, g_variant_get_data (variant), (gssize) g_variant_get_size (variant));
  return g_file_set_contents_full (path, text->str, (gssize) text->len,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

/* FALSE: no such item can have been written. */
static gboolean
item_from_variant (ReplicaItem *item, GVariant *variant, guint n_keywords)
{
  guint64 allowed = n_keywords >= KEYWORD_MAX ? G_MAXUINT64 : (G_GUINT64_CONSTANT (1) << n_keywords) - 1;
  g_autoptr (GVariant) octets = NULL;
  guint32 part;

  g_variant_get (variant, "(ututxxttuuuuuums@may)", &item->flags.system, &item->flags.keywords,
                 &item->server_flags.system, &item->server_flags.keywords, &item->internal_date, &item->downloaded,
                 &item->size, &item->modseq, &item->id, &item->uid, &item->copy, &part, &item->local_only,
                 &item->hidden, &item->uidl, &octets);
  item->part = part_from_file (part);
  if (g_variant_n_children (octets) > 0)
    {
      g_autoptr (GVariant) content = g_variant_get_child_value (octets, 0);
      g_autoptr (GBytes) bytes = g_bytes_new (g_variant_get_data (content), g_variant_get_size (content));

      item->message = message_new (bytes);
    }
  return part <= FILE_TEXT && (part == PART_NONE || item->message != NULL) && item->id != 0
         && ((item->flags.system | item->server_flags.system) & ~(guint32) FLAG_ALL_STORED) == 0
         && ((item->flags.keywords | item->server_flags.keywords) & ~allowed) == 0;
}

static gboolean
folder_from_variant (Replica *replica, GVariant *variant, GHashTable *ids)
{
  g_autoptr (GVariantIter) keywords = NULL;
  g_autoptr (GVariantIter) items = NULL;
  ReplicaFolder header = { 0 };
  ReplicaFolder *folder;
  const char *name;
  GVariant *child;
  gboolean good = TRUE;
  guint32 last = 0;

  g_variant_get (variant, "(&suutuuasa" ITEM_TYPE ")", &name, &header.uid_validity, &header.uid_next,
                 &header.highest_modseq, &header.special_use, &header.remote, &keywords, &items);
  folder = replica_folder_own (replica, name);
  if (folder->items->len > 0)
    return FALSE;
  folder->uid_validity = header.uid_validity;
  folder->uid_next = header.uid_next;
  folder->highest_modseq = header.highest_modseq;
  folder->special_use = header.special_use;
  folder->remote = header.remote != 0;
  for (guint i = 0; g_variant_iter_next (keywords, "&s", &name); i++)
    good = good && keyword_table_intern (&folder->keywords, name) == (int) i;
  while ((child = g_variant_iter_next_value (items)) != NULL)
    {
      ReplicaItem item = { 0 };

      good = item_from_variant (&item, child, folder->keywords.names->len) && good;
      good = good && item.id < replica->next_item && g_hash_table_add (ids, GUINT_TO_POINTER (item.id));
      folder->moved_in = folder->moved_in || item.id < last;
      folder->top_uid = MAX (folder->top_uid, item.uid);
      last = item.id;
      g_array_append_val (folder->items, item);
      g_variant_unref (child);
    }
  return good;
}

static gboolean
replica_from_variant (Replica *replica, GVariantIter *folders, GVariantIter *uidls)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (NULL, NULL);
  gboolean good = TRUE;
  GVariant *child;
  UidlState state;

  while (good && (child = g_variant_iter_next_value (folders)) != NULL)
    {
      good = folder_from_variant (replica, child, ids);
      g_variant_unref (child);
    }
  while (good && g_variant_iter_next (uidls, UIDL_TYPE, &state.uidl, &state.first_seen, &state.downloaded, &state.item,
                                      &state.delete_wanted))
    g_array_append_val (replica->uidls, state);
  return good;
}

static gboolean
damaged (const char *path, GError **error)
{
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
               _("%s: damaged, or no file that Postroom has written; remove it to begin anew"), path);
  return FALSE;
}

static gboolean
check_head (const char *path, const char *text, gsize length, GError **error)
{
  g_autofree char *digest = NULL;

  if (length < HEAD_LENGTH || memcmp (text, MAGIC, sizeof MAGIC - 1) != 0)
    return damaged (path, error);
  digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guint8 *) text + HEAD_LENGTH, length - HEAD_LENGTH);
  if (memcmp (digest, text + sizeof MAGIC - 1, DIGEST_LENGTH) != 0 || text[HEAD_LENGTH - 1] != '\n')
    return damaged (path, error);
  return TRUE;
}

Replica *
replica_file_read (const char *path, const char *account, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GVariant) stored = NULL;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GVariantIter) folders = NULL;
  g_autoptr (GVariantIter) uidls = NULL;
  Replica *replica;
  const char *owner;
  guint32 next;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error) || !check_head (path, text, length, error))
    return NULL;
  content = g_bytes_new (text + HEAD_LENGTH, length - HEAD_LENGTH);
  stored = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (REPLICA_FILE_TYPE), content, FALSE));
  variant = little_endian (stored);
  g_variant_get (variant, "(&sua" FOLDER_TYPE "a" UIDL_TYPE ")", &owner, &next, &folders, &uidls);
  if (strcmp (owner, account) != 0)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, _("%s: it belongs to %s, not to %s"), path, owner, account);
      return NULL;
    }
  replica = replica_new ();
  replica->next_item = next;
  if (!replica_from_variant (replica, folders, uidls))
    {
      damaged (path, error);
      state_unref (&replica_state, replica);
      return NULL;
    }
  return replica;
}
