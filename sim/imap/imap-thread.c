/* THREAD: ORDEREDSUBJECT and REFERENCES (RFC 5256 §3).
 *
 * Nodes are kept in one array and name each other by position. A *dummy* is a node without a message: an id that was
 * only referred to, or what holds threads of one subject together. */
#include "imap/imap-sort.h"

#include <string.h>

#define NONE G_MAXUINT
/* replies nested deeper are told side by side: a recursion of the peers' making has an end */
#define DEPTH_MAX 500
/* of one message's References */
#define REFERENCES_MAX 200

typedef struct {
  guint index;      /* in the view; NONE: a dummy */
  guint parent;     /* NONE: a root */
  GArray *children; /* of guint; made when the links are final */
  gint64 date;      /* a dummy's: its first child's */
  guint order;      /* which of those of one date comes first: the index, or a dummy's first child's */
  char *subject;    /* base subject, of roots only */
  gboolean reply;
  gboolean joined;  /* was a root and is below another now */
} Node;

typedef struct {
  ImapCommand *command;
  GArray *nodes;     /* of Node */
  GHashTable *ids;   /* message id → position + 1; for finding only */
  GArray *roots;     /* of guint */
} Threads;

#define node_at(threads, i) (&g_array_index ((threads)->nodes, Node, i))

static void
clear_node (gpointer data)
{
  Node *node = data;

  g_free (node->subject);
  g_clear_pointer (&node->children, g_array_unref);
}

static void
threads_init (Threads *threads, ImapCommand *command)
{
  threads->command = command;
  threads->nodes = g_array_new (FALSE, TRUE, sizeof (Node));
  g_array_set_clear_func (threads->nodes, clear_node);
  threads->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  threads->roots = g_array_new (FALSE, FALSE, sizeof (guint));
}

static void
threads_clear (Threads *threads)
{
  g_array_unref (threads->nodes);
  g_hash_table_unref (threads->ids);
  g_array_unref (threads->roots);
}

static guint
add_node (Threads *threads, guint index)
{
  Node node = { .index = index, .parent = NONE };

  if (index != NONE)
    node.date = imap_sent_time (imap_view (threads->command->server, index));
  node.order = index;
  g_array_append_val (threads->nodes, node);
  return threads->nodes->len - 1;
}

/* The next "<...>" of a field. Caller owns; NULL at the end. */
static char *
next_id (const char **at)
{
  const char *start = strchr (*at, '<');
  const char *end = start != NULL ? strchr (start, '>') : NULL;

  if (end == NULL)
    return NULL;
  *at = end + 1;
  return g_strndup (start + 1, (gsize) (end - start - 1));
}

/* The node of that id, a new dummy when there is none. Takes id. */
static guint
node_of_id (Threads *threads, char *id)
{
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (threads->ids, id));

  if (found != 0)
    {
      g_free (id);
      return found - 1;
    }
  found = add_node (threads, NONE);
  g_hash_table_insert (threads->ids, id, GUINT_TO_POINTER (found + 1));
  return found;
}

/* A second message of the same id is one without an id (RFC 5256 §3, REFERENCES step 1). */
static guint
node_of_message (Threads *threads, guint index)
{
  const ImapViewEntry *entry = imap_view (threads->command->server, index);
  const char *field = message_header (entry->message, "Message-ID");
  char *id = field != NULL ? next_id (&field) : NULL;
  guint position;

  if (id == NULL)
    return add_node (threads, index);
  position = node_of_id (threads, id);
  if (node_at (threads, position)->index != NONE)
    return add_node (threads, index);
  node_at (threads, position)->index = index;
  node_at (threads, position)->date = imap_sent_time (entry);
  node_at (threads, position)->order = index;
  return position;
}

static gboolean
is_above (const Threads *threads, guint above, guint position)
{
  for (; position != NONE; position = node_at (threads, position)->parent)
    if (position == above)
      return TRUE;
  return FALSE;
}

/* A link that would close a circle is not made. */
static void
link_nodes (Threads *threads, guint parent, guint child)
{
  if (!is_above (threads, child, parent))
    node_at (threads, child)->parent = parent;
}

/* Steps 1A and 1B. */
static void
link_message (Threads *threads, guint index, guint position)
{
  const Message *message = imap_view (threads->command->server, index)->message;
  const char *field = message_header (message, "References");
  guint parent = NONE;
  guint limit = REFERENCES_MAX;
  char *id;

  if (field == NULL || strchr (field, '<') == NULL)
    {
      field = message_header (message, "In-Reply-To");
      limit = 1;
    }
  for (; limit > 0 && field != NULL && (id = next_id (&field)) != NULL; limit--)
    {
      guint position_of_id = node_of_id (threads, id);

      if (parent != NONE && node_at (threads, position_of_id)->parent == NONE)
        link_nodes (threads, parent, position_of_id);
      parent = position_of_id;
    }
  node_at (threads, position)->parent = NONE;
  if (parent != NONE)
    link_nodes (threads, parent, position);
}

/* Step 3: the nearest message above, or the topmost dummy. */
static guint
real_parent (const Threads *threads, guint position)
{
  guint parent = node_at (threads, position)->parent;

  while (parent != NONE && node_at (threads, parent)->index == NONE && node_at (threads, parent)->parent != NONE)
    parent = node_at (threads, parent)->parent;
  return parent;
}

static void
add_child (Threads *threads, guint parent, guint child)
{
  Node *node = node_at (threads, parent);

  if (node->children == NULL)
    node->children = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_val (node->children, child);
}

static int
compare_dates (gconstpointer a, gconstpointer b, gpointer data)
{
  const Threads *threads = data;
  const Node *x = node_at (threads, *(const guint *) a);
  const Node *y = node_at (threads, *(const guint *) b);

  if (x->date != y->date)
    return x->date < y->date ? -1 : 1;
  return (x->order > y->order) - (x->order < y->order);
}

/* Children by date; a dummy stands where its first child would (steps 4 and 6). */
static void
sort_children (Threads *threads, guint position)
{
  Node *node = node_at (threads, position);

  if (node->children == NULL)
    return;
  g_array_sort_with_data (node->children, compare_dates, threads);
  if (node->index == NONE)
    {
      const Node *first = node_at (threads, g_array_index (node->children, guint, 0));

      node->date = first->date;
      node->order = first->order;
    }
}

/* Steps 2 and 3. A dummy with one child is not worth keeping. */
static void
find_roots (Threads *threads)
{
  guint n = threads->nodes->len;
  g_autofree guint *parents = g_new (guint, n + 1);

  for (guint i = 0; i < n; i++)
    parents[i] = real_parent (threads, i);
  for (guint i = 0; i < n; i++)
    if (node_at (threads, i)->index != NONE && parents[i] != NONE)
      add_child (threads, parents[i], i);
  for (guint i = 0; i < n; i++)
    {
      const GArray *children = node_at (threads, i)->children;

      sort_children (threads, i);
      if (node_at (threads, i)->index == NONE && children != NULL && children->len == 1)
        g_array_append_vals (threads->roots, children->data, 1);
      else if ((node_at (threads, i)->index == NONE && children != NULL)
               || (node_at (threads, i)->index != NONE && parents[i] == NONE))
        g_array_append_val (threads->roots, i);
    }
}

static void
find_subject (Threads *threads, guint position)
{
  Node *node = node_at (threads, position);
  guint index = node->index;

  if (index == NONE)
    index = node_at (threads, g_array_index (node->children, guint, 0))->index;
  node->subject
    = imap_base_subject (message_header (imap_view (threads->command->server, index)->message, "Subject"), &node->reply);
  node->reply = node->reply && node->index != NONE;
}

/* Step 5B: which thread stands for a subject. */
static GHashTable *
subject_table (Threads *threads)
{
  GHashTable *table = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < threads->roots->len; i++)
    {
      guint position = g_array_index (threads->roots, guint, i);
      const Node *node = node_at (threads, position);
      guint held = GPOINTER_TO_UINT (g_hash_table_lookup (table, node->subject));
      const Node *other = held != 0 ? node_at (threads, held - 1) : NULL;

      if (*node->subject != '\0'
          && (other == NULL || (node->index == NONE && other->index != NONE) || (other->reply && !node->reply)))
        g_hash_table_replace (table, node->subject, GUINT_TO_POINTER (position + 1));
    }
  return table;
}

static void
drop_root (Threads *threads, guint position)
{
  node_at (threads, position)->joined = TRUE;
}

/* Step 5C for one thread. */
static void
join (Threads *threads, GHashTable *table, guint into, guint position)
{
  const Node *node = node_at (threads, position);
  const Node *target = node_at (threads, into);
  guint both;

  drop_root (threads, position);
  if (target->index == NONE && node->index == NONE)
    g_array_append_vals (target->children, node->children->data, node->children->len);
  else if (target->index == NONE || (node->reply && !target->reply))
    add_child (threads, into, position);
  else
    {
      both = add_node (threads, NONE); /* moves the nodes */
      node_at (threads, both)->subject = g_strdup (node_at (threads, into)->subject);
      add_child (threads, both, into);
      add_child (threads, both, position);
      g_hash_table_replace (table, node_at (threads, both)->subject, GUINT_TO_POINTER (both + 1));
      g_array_append_val (threads->roots, both);
      drop_root (threads, into);
    }
}

/* Step 5: threads of one subject become one. */
static void
join_subjects (Threads *threads)
{
  g_autoptr (GHashTable) table = NULL;
  guint n = threads->roots->len;

  g_array_sort_with_data (threads->roots, compare_dates, threads);
  for (guint i = 0; i < n; i++)
    find_subject (threads, g_array_index (threads->roots, guint, i));
  table = subject_table (threads);
  for (guint i = 0; i < n; i++)
    {
      guint position = g_array_index (threads->roots, guint, i);
      guint held = GPOINTER_TO_UINT (g_hash_table_lookup (table, node_at (threads, position)->subject));

      if (held != 0 && held - 1 != position && !node_at (threads, position)->joined)
        join (threads, table, held - 1, position);
    }
}

/* Step 6. */
static void
sort_all (Threads *threads)
{
  guint kept = 0;

  for (guint i = 0; i < threads->nodes->len; i++)
    sort_children (threads, i);
  for (guint i = 0; i < threads->roots->len; i++)
    {
      guint position = g_array_index (threads->roots, guint, i);

      if (!node_at (threads, position)->joined)
        g_array_index (threads->roots, guint, kept++) = position;
    }
  g_array_set_size (threads->roots, kept);
  g_array_sort_with_data (threads->roots, compare_dates, threads);
}

static void
put_id (Threads *threads, guint position, GString *out)
{
  ImapServer *server = threads->command->server;
  guint index = node_at (threads, position)->index;

  if (out->len > 0 && g_ascii_isdigit (out->str[out->len - 1]))
    g_string_append_c (out, ' ');
  if (index != NONE)
    g_string_append_printf (out, "%u", threads->command->uid ? imap_view (server, index)->uid : index + 1);
}

/* All below a node that is nested too deep, in a row. */
static void
put_flat (Threads *threads, guint position, GString *out)
{
  g_autoptr (GArray) waiting = g_array_new (FALSE, FALSE, sizeof (guint));

  g_array_append_val (waiting, position);
  while (waiting->len > 0)
    {
      guint at = g_array_index (waiting, guint, waiting->len - 1);
      const GArray *children = node_at (threads, at)->children;

      g_array_set_size (waiting, waiting->len - 1);
      put_id (threads, at, out);
      if (children != NULL)
        g_array_append_vals (waiting, children->data, children->len);
    }
}

/* thread-list = "(" (thread-members / thread-nested) ")" */
static void
put_thread (Threads *threads, guint position, guint depth, GString *out)
{
  const GArray *children;

  g_string_append_c (out, '(');
  put_id (threads, position, out);
  children = node_at (threads, position)->children;
  while (children != NULL && children->len == 1)
    {
      position = g_array_index (children, guint, 0);
      put_id (threads, position, out);
      children = node_at (threads, position)->children;
    }
  if (children != NULL && node_at (threads, position)->index != NONE)
    g_string_append_c (out, ' ');
  for (guint i = 0; children != NULL && i < children->len; i++)
    if (depth < DEPTH_MAX)
      put_thread (threads, g_array_index (children, guint, i), depth + 1, out);
    else
      put_flat (threads, g_array_index (children, guint, i), out);
  g_string_append_c (out, ')');
}

static void
put_all (Threads *threads, GString *out)
{
  for (guint i = 0; i < threads->roots->len; i++)
    put_thread (threads, g_array_index (threads->roots, guint, i), 0, out);
}

void
imap_thread_by_references (ImapCommand *command, const GArray *indexes, GString *out)
{
  g_autofree guint *positions = g_new (guint, indexes->len + 1);
  Threads threads;

  threads_init (&threads, command);
  for (guint i = 0; i < indexes->len; i++)
    positions[i] = node_of_message (&threads, g_array_index (indexes, guint, i));
  for (guint i = 0; i < indexes->len; i++)
    link_message (&threads, g_array_index (indexes, guint, i), positions[i]);
  find_roots (&threads);
  join_subjects (&threads);
  sort_all (&threads);
  put_all (&threads, out);
  threads_clear (&threads);
}

/* The first of a subject by date is the parent of all the others. */
void
imap_thread_by_subject (ImapCommand *command, const GArray *indexes, GString *out)
{
  g_autoptr (GHashTable) subjects = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) positions = g_array_new (FALSE, FALSE, sizeof (guint));
  Threads threads;

  threads_init (&threads, command);
  for (guint i = 0; i < indexes->len; i++)
    {
      guint position = add_node (&threads, g_array_index (indexes, guint, i));

      find_subject (&threads, position);
      g_array_append_val (positions, position);
    }
  g_array_sort_with_data (positions, compare_dates, &threads);
  for (guint i = 0; i < positions->len; i++)
    {
      guint position = g_array_index (positions, guint, i);
      char *subject = node_at (&threads, position)->subject;
      guint first = GPOINTER_TO_UINT (g_hash_table_lookup (subjects, subject));

      if (first != 0)
        {
          add_child (&threads, first - 1, position);
          continue;
        }
      g_hash_table_insert (subjects, subject, GUINT_TO_POINTER (position + 1));
      g_array_append_val (threads.roots, position);
    }
  put_all (&threads, out);
  threads_clear (&threads);
}
