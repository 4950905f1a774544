#include "state.h"

#include <string.h>

#define AT(object, field) ((gpointer) ((guint8 *) (object) + (field)->offset))
#define PEEK(object, field) (*(gpointer const *) ((const guint8 *) (object) + (field)->offset))

static void
digest_count (GChecksum *sum, guint64 n)
{
  guint8 octets[8];

  for (guint i = 0; i < sizeof octets; i++)
    octets[i] = (guint8) (n >> (8 * i));
  g_checksum_update (sum, octets, sizeof octets);
}

static void
digest_octets (GChecksum *sum, gconstpointer data, gsize len)
{
  digest_count (sum, len);
  if (len > 0)
    g_checksum_update (sum, data, (gssize) len);
}

/* Megabytes on their way are digested after each step in the tests: SHA-256 would take minutes. Four lanes of a
 * multiplication and a shift, each one-to-one in what came before, so that one changed word always shows. */
static void
digest_large (GChecksum *sum, const guint8 *data, gsize len)
{
  guint64 lanes[4] = { 1, 2, 3, 4 };
  guint64 words[4];
  gsize at = 0;

  for (; at + sizeof words <= len; at += sizeof words)
    {
      memcpy (words, data + at, sizeof words);
      for (guint i = 0; i < 4; i++)
        {
          lanes[i] = (lanes[i] ^ words[i]) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
          lanes[i] ^= lanes[i] >> 29;
        }
    }
  digest_count (sum, len);
  g_checksum_update (sum, (const guint8 *) lanes, sizeof lanes);
  if (at < len)
    g_checksum_update (sum, data + at, (gssize) (len - at));
}

static void
digest_buffer (GChecksum *sum, const GByteArray *buffer)
{
  if (buffer != NULL && buffer->len > 4096)
    digest_large (sum, buffer->data, buffer->len);
  else
    digest_octets (sum, buffer ? buffer->data : NULL, buffer ? buffer->len : 0);
}

static GArray *
array_copy (const StateField *field, const GArray *src)
{
  GArray *dst;
  gsize size;

  if (src == NULL)
    return NULL;
  size = field->kind == STATE_POD_ARRAY ? field->size : field->type->size;
  dst = g_array_sized_new (FALSE, TRUE, (guint) size, src->len);
  g_array_set_size (dst, src->len);
  if (field->kind == STATE_POD_ARRAY && src->len > 0)
    memcpy (dst->data, src->data, size * src->len);
  else if (field->kind == STATE_STRUCT_ARRAY)
    for (guint i = 0; i < src->len; i++)
      state_copy (field->type, dst->data + i * size, src->data + i * size);
  return dst;
}

static GPtrArray *
pointers_copy (const StateField *field, const GPtrArray *src)
{
  GPtrArray *dst;

  if (src == NULL)
    return NULL;
  dst = g_ptr_array_sized_new (src->len);
  for (guint i = 0; i < src->len; i++)
    {
      if (field->kind == STATE_STRV)
        g_ptr_array_add (dst, g_strdup (src->pdata[i]));
      else if (field->kind == STATE_REF_ARRAY)
        g_ptr_array_add (dst, state_ref (src->pdata[i]));
      else
        g_ptr_array_add (dst, state_dup (field->type, src->pdata[i]));
    }
  return dst;
}

static GByteArray *
buffer_copy (const GByteArray *src)
{
  GByteArray *dst;

  if (src == NULL)
    return NULL;
  dst = g_byte_array_sized_new (src->len);
  if (src->len > 0)
    g_byte_array_append (dst, src->data, src->len);
  return dst;
}

static void
field_copy (const StateField *field, gpointer dst, gconstpointer src)
{
  gpointer *to = AT (dst, field);

  switch (field->kind)
    {
    case STATE_POD:
      memcpy (to, (const guint8 *) src + field->offset, field->size);
      break;
    case STATE_STRUCT:
      state_copy (field->type, to, (const guint8 *) src + field->offset);
      break;
    case STATE_STR:
      *to = g_strdup (PEEK (src, field));
      break;
    case STATE_BUFFER:
      *to = buffer_copy (PEEK (src, field));
      break;
    case STATE_OWNED:
      *to = PEEK (src, field) ? state_dup (field->type, PEEK (src, field)) : NULL;
      break;
    case STATE_POD_ARRAY:
    case STATE_STRUCT_ARRAY:
      *to = array_copy (field, PEEK (src, field));
      break;
    case STATE_STRV:
    case STATE_OWNED_ARRAY:
    case STATE_REF_ARRAY:
      *to = pointers_copy (field, PEEK (src, field));
      break;
    case STATE_REF:
      *to = PEEK (src, field) ? state_ref (PEEK (src, field)) : NULL;
      break;
    case STATE_SKIP:
      break;
    }
}

static void
array_clear (const StateField *field, GArray *array)
{
  if (array == NULL)
    return;
  if (field->kind == STATE_STRUCT_ARRAY)
    for (guint i = 0; i < array->len; i++)
      state_clear (field->type, array->data + i * field->type->size);
  g_array_free (array, TRUE);
}

static void
pointers_clear (const StateField *field, GPtrArray *array)
{
  if (array == NULL)
    return;
  for (guint i = 0; i < array->len; i++)
    {
      if (field->kind == STATE_STRV)
        g_free (array->pdata[i]);
      else if (field->kind == STATE_REF_ARRAY)
        state_unref (field->type, array->pdata[i]);
      else
        state_free (field->type, array->pdata[i]);
    }
  g_ptr_array_set_free_func (array, NULL);
  g_ptr_array_free (array, TRUE);
}

static void
field_clear (const StateField *field, gpointer object)
{
  gpointer held;

  if (field->kind == STATE_POD || field->kind == STATE_SKIP)
    return;
  if (field->kind == STATE_STRUCT)
    {
      state_clear (field->type, AT (object, field));
      return;
    }
  held = PEEK (object, field);
  switch (field->kind)
    {
    case STATE_STR:
      g_free (held);
      break;
    case STATE_BUFFER:
      if (held != NULL)
        g_byte_array_free (held, TRUE);
      break;
    case STATE_OWNED:
      state_free (field->type, held);
      break;
    case STATE_POD_ARRAY:
    case STATE_STRUCT_ARRAY:
      array_clear (field, held);
      break;
    case STATE_STRV:
    case STATE_OWNED_ARRAY:
    case STATE_REF_ARRAY:
      pointers_clear (field, held);
      break;
    case STATE_REF:
      state_unref (field->type, held);
      break;
    case STATE_POD:
    case STATE_STRUCT:
    case STATE_SKIP:
      break;
    }
}

static void
array_digest (const StateField *field, const GArray *array, GChecksum *sum)
{
  digest_count (sum, array ? array->len : 0);
  if (array == NULL || array->len == 0)
    return;
  if (field->kind == STATE_POD_ARRAY)
    g_checksum_update (sum, (const guint8 *) array->data, (gssize) (field->size * array->len));
  else
    for (guint i = 0; i < array->len; i++)
      state_digest (field->type, array->data + i * field->type->size, sum);
}

static void
string_digest (const char *string, GChecksum *sum)
{
  digest_count (sum, string != NULL);
  if (string != NULL)
    digest_octets (sum, string, strlen (string));
}

static void
pointers_digest (const StateField *field, const GPtrArray *array, GChecksum *sum)
{
  digest_count (sum, array ? array->len : 0);
  for (guint i = 0; array != NULL && i < array->len; i++)
    {
      if (field->kind == STATE_STRV)
        string_digest (array->pdata[i], sum);
      else
        state_digest (field->type, array->pdata[i], sum);
    }
}

static void
field_digest (const StateField *field, gconstpointer object, GChecksum *sum)
{
  gconstpointer at = (const guint8 *) object + field->offset;

  switch (field->kind)
    {
    case STATE_POD:
      g_checksum_update (sum, at, (gssize) field->size);
      break;
    case STATE_STRUCT:
      state_digest (field->type, at, sum);
      break;
    case STATE_STR:
      string_digest (PEEK (object, field), sum);
      break;
    case STATE_BUFFER:
      digest_buffer (sum, PEEK (object, field));
      break;
    case STATE_OWNED:
    case STATE_REF:
      digest_count (sum, PEEK (object, field) != NULL);
      if (PEEK (object, field) != NULL)
        state_digest (field->type, PEEK (object, field), sum);
      break;
    case STATE_POD_ARRAY:
    case STATE_STRUCT_ARRAY:
      array_digest (field, PEEK (object, field), sum);
      break;
    case STATE_STRV:
    case STATE_OWNED_ARRAY:
    case STATE_REF_ARRAY:
      pointers_digest (field, PEEK (object, field), sum);
      break;
    case STATE_SKIP:
      break;
    }
}

void
state_copy (const StateType *type, gpointer dst, gconstpointer src)
{
  g_assert (type->digest == NULL);
  memset (dst, 0, type->size);
  for (guint i = 0; i < type->n_fields; i++)
    field_copy (&type->fields[i], dst, src);
}

void
state_clear (const StateType *type, gpointer object)
{
  if (type->finalize != NULL)
    type->finalize (object);
  else
    for (guint i = 0; i < type->n_fields; i++)
      field_clear (&type->fields[i], object);
  memset (object, 0, type->size);
}

void
state_digest (const StateType *type, gconstpointer object, GChecksum *sum)
{
  if (type->digest != NULL)
    {
      type->digest (object, sum);
      return;
    }
  for (guint i = 0; i < type->n_fields; i++)
    field_digest (&type->fields[i], object, sum);
}

gpointer
state_dup (const StateType *type, gconstpointer src)
{
  gpointer dst = g_malloc (type->size);

  state_copy (type, dst, src);
  return dst;
}

void
state_free (const StateType *type, gpointer object)
{
  if (object == NULL)
    return;
  state_clear (type, object);
  g_free (object);
}

char *
state_digest_string (const StateType *type, gconstpointer object)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  state_digest (type, object, sum);
  return g_strdup (g_checksum_get_string (sum));
}

gpointer
state_shared_new (const StateType *type)
{
  StateShared *shared = g_malloc0 (type->size);

  shared->refs = 1;
  return shared;
}

gpointer
state_ref (gpointer shared)
{
  StateShared *s = shared;

  g_assert (s->refs > 0);
  s->refs++;
  return shared;
}

void
state_unref (const StateType *type, gpointer shared)
{
  StateShared *s = shared;

  if (s == NULL)
    return;
  g_assert (s->refs > 0);
  if (--s->refs == 0)
    state_free (type, shared);
}

gpointer
state_own (const StateType *type, gpointer *shared)
{
  StateShared *s = *shared;

  if (s->refs > 1)
    {
      StateShared *own = state_dup (type, s);

      own->refs = 1;
      s->refs--;
      *shared = own;
    }
  return *shared;
}

/* Whether the octets between two fields can only be padding: alignment asks for them and the smallest integers that
 * state is made of, 32 bits, do not fit in. */
static gboolean
is_padding (gsize gap, gsize alignment)
{
  return gap < MIN (alignment, sizeof (guint32));
}

gboolean
state_type_covers (const StateType *type, char **missing)
{
  gsize end = 0;
  gsize alignment = 1;

  for (guint i = 0; i <= type->n_fields; i++)
    {
      const StateField *field = i < type->n_fields ? &type->fields[i] : NULL;
      gsize start = field != NULL ? field->offset : type->size;

      if (field != NULL)
        alignment = MAX (alignment, field->alignment);
      if (start < end || !is_padding (start - end, field != NULL ? field->alignment : alignment))
        {
          *missing = g_strdup_printf ("%s: octets %" G_GSIZE_FORMAT " to %" G_GSIZE_FORMAT " before %s",
                                      type->name, end, start, field != NULL ? field->name : "the end");
          return FALSE;
        }
      if (field != NULL)
        end = start + (field->kind == STATE_POD_ARRAY ? sizeof (gpointer) : field->size);
    }
  *missing = NULL;
  return TRUE;
}
