/* State: one list of fields per struct, from which copy, digest and clear all follow.
 *
 * The world must be copied at any step and compared with another by a digest. A field that
 * one of the two forgets is a bug that shows up weeks later, so both read the same list, and
 * state_type_covers() proves in the tests that the list leaves no octet of the struct out.
 *
 * World state holds: plain integers and enums, owned strings and buffers, arrays, nested
 * structs, and references to shared objects. It never holds pointers between modules,
 * callbacks, GSources or hash tables.
 *
 * Shared objects begin with a StateShared. Immutable ones (Message) are only ever referenced;
 * the others (Mailbox, Replica ...) are copied on write: state_own() before the first change.
 */
#pragma once

#include <glib.h>

typedef struct _StateType StateType;
typedef struct _StateField StateField;

/* First member of every shared object. The count is not part of the state. */
typedef struct {
  guint refs;
  guint unused;
} StateShared;

typedef enum {
  STATE_POD,          /* octets as they are: integers, enums, arrays of them; no padding inside */
  STATE_STR,          /* char *, owned, may be NULL */
  STATE_STRV,         /* GPtrArray * of owned char *, may be NULL */
  STATE_BUFFER,       /* GByteArray *, owned, may be NULL (digests as empty) */
  STATE_STRUCT,       /* another described struct, inline */
  STATE_OWNED,        /* pointer to a described struct on the heap, may be NULL */
  STATE_POD_ARRAY,    /* GArray * of plain elements, may be NULL (digests as empty) */
  STATE_STRUCT_ARRAY, /* GArray * of described structs, inline */
  STATE_OWNED_ARRAY,  /* GPtrArray * of pointers to described structs */
  STATE_REF,          /* pointer to a shared object, may be NULL */
  STATE_REF_ARRAY,    /* GPtrArray * of pointers to shared objects */
  STATE_SKIP,         /* not part of the state (reference counts, lazy caches): copied as zero */
} StateKind;

struct _StateField {
  const char *name;
  StateKind kind;
  gsize offset;
  gsize size;            /* of the member; for STATE_POD_ARRAY, of one element */
  const StateType *type; /* of what it holds, where it holds described structs */
  gsize alignment;       /* of the member */
};

struct _StateType {
  const char *name;
  gsize size;
  const StateField *fields;
  guint n_fields;
  /* Immutable shared types may replace the walk over the fields. Both or neither. */
  void (*digest) (gconstpointer object, GChecksum *sum);
  void (*finalize) (gpointer object);
};

#define STATE_MEMBER_SIZE(T, m) sizeof (((T *) 0)->m)
#define STATE_MEMBER_ALIGNMENT(T, m) __alignof__ (((T *) 0)->m)
#define STATE_FIELD(T, m, kind) \
  { #m, kind, G_STRUCT_OFFSET (T, m), STATE_MEMBER_SIZE (T, m), NULL, STATE_MEMBER_ALIGNMENT (T, m) }
#define STATE_FIELD_OF(T, m, kind, of) \
  { #m, kind, G_STRUCT_OFFSET (T, m), STATE_MEMBER_SIZE (T, m), &(of), STATE_MEMBER_ALIGNMENT (T, m) }
#define STATE_FIELD_PODS(T, m, E) \
  { #m, STATE_POD_ARRAY, G_STRUCT_OFFSET (T, m), sizeof (E), NULL, STATE_MEMBER_ALIGNMENT (T, m) }
#define STATE_TYPE(T, fields) { #T, sizeof (T), fields, G_N_ELEMENTS (fields), NULL, NULL }

/* Fills uninitialised dst from src. Shared objects are referenced, not copied. */
void state_copy (const StateType *type, gpointer dst, gconstpointer src);

/* Frees what the object owns and zeroes it. The object itself stays. */
void state_clear (const StateType *type, gpointer object);

/* Adds every field to the digest, in the list's order; arrays with their lengths. */
void state_digest (const StateType *type, gconstpointer object, GChecksum *sum);

/* The same on the heap. state_free (type, NULL) does nothing. */
gpointer state_dup (const StateType *type, gconstpointer src);
void state_free (const StateType *type, gpointer object);

/* A digest as 64 hex digits, owned by the caller. */
char *state_digest_string (const StateType *type, gconstpointer object);

/* Shared objects. state_shared_new() gives zeroed memory with one reference.
 * state_unref (type, NULL) does nothing. */
gpointer state_shared_new (const StateType *type);
gpointer state_ref (gpointer shared);
void state_unref (const StateType *type, gpointer shared);

/* Makes *shared this holder's own: when others hold it too, replaces it by a copy with one
 * reference. Returns *shared. Call it before any change to a copy-on-write object. */
gpointer state_own (const StateType *type, gpointer *shared);

/* TRUE when the fields are in the struct's order and cover it; else *missing (caller owns) says where. A gap that
 * alignment makes is only let pass when no 32-bit member could hide in it: write longer ones out, as `unused`.
 * For tests. */
gboolean state_type_covers (const StateType *type, char **missing);
