#include "copies/copy-words.h"

#include <glib/gi18n.h>

#include "words.h"

#define DOT " · "
#define NO_BREAK "\302\240"
#define LONGEST_WHOLE 11 /* characters of a part that is kept on one line: the narrowest column has room for them */
#define SHOWN_FLAGS (FLAG_SEEN | FLAG_FLAGGED | FLAG_DELETED)

GArray *
copy_columns (PrSession *session, guint world)
{
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (CopyColumn));

  for (guint w = 0; w < pr_session_n_worlds (session); w++)
    {
      const CopyTable *copies;
      gboolean first = TRUE;

      if (world != G_MAXUINT && w != world)
        continue;
      copies = pr_session_copies (session, w);
      for (guint i = 0; i < copies->places->len; i++)
        {
          CopyColumn column = { w, i, first };

          if (world == G_MAXUINT && g_array_index (copies->places, Place, i).kind == PLACE_OUTSIDE)
            continue;
          g_array_append_val (columns, column);
          first = FALSE;
        }
    }
  return columns;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return x < y ? -1 : x > y ? 1 : 0;
}

GArray *
copy_letters (PrSession *session, const GArray *columns)
{
  GArray *letters = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint kept = 0;

  for (guint i = 0; i < columns->len; i++)
    {
      const CopyColumn *column = &g_array_index (columns, CopyColumn, i);

      if (column->first)
        {
          const GArray *more = pr_session_copies (session, column->world)->letters;

          g_array_append_vals (letters, more->data, more->len);
        }
    }
  g_array_sort (letters, compare_ids);
  for (guint i = 0; i < letters->len; i++)
    if (kept == 0 || g_array_index (letters, guint32, kept - 1) != g_array_index (letters, guint32, i))
      g_array_index (letters, guint32, kept++) = g_array_index (letters, guint32, i);
  g_array_set_size (letters, kept);
  return letters;
}

const CopyCell *
copy_cell (PrSession *session, const CopyColumn *column, guint32 letter)
{
  const CopyTable *copies = pr_session_copies (session, column->world);
  guint low = 0, high = copies->letters->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (copies->letters, guint32, middle) < letter)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == copies->letters->len || g_array_index (copies->letters, guint32, low) != letter)
    return NULL;
  return copy_table_cell (copies, low, column->column);
}

typedef enum { SERVER_NEVER, SERVER_ONCE, SERVER_ELSEWHERE, SERVER_INBOX } OnServer;

/* Where the account of a device has the letter that a cell is about. */
static OnServer
on_server (const World *world, const CopyTable *copies, const CopyCell *of)
{
  const Device *device = of->place.kind == PLACE_DEVICE ? world_device (world, of->place.id) : NULL;

  for (guint i = 0; i < copies->cells->len && device != NULL; i++)
    {
      const CopyCell *cell = &g_array_index (copies->cells, CopyCell, i);

      if (cell->letter != of->letter || cell->place.kind != PLACE_SERVER || cell->place.id != device->account || !cell->ever)
        continue;
      if (!cell->present)
        return SERVER_ONCE;
      return cell->folder == NULL || g_ascii_strcasecmp (cell->folder, "INBOX") == 0 ? SERVER_INBOX : SERVER_ELSEWHERE;
    }
  return SERVER_NEVER;
}

/* "deleted by laptop": who it was is known from the connection of the event that proves it. */
static char *
gone_words (PrSession *session, guint world, const CopyCell *cell)
{
  const Trace *trace = pr_session_trace (session, world);
  const IndexedConnection *connection;

  if (cell->gone == REASON_GONE_ON_SERVER
      && on_server (pr_session_world (session, world), pr_session_copies (session, world), cell) == SERVER_ELSEWHERE)
    return g_strdup (_("moved on the server"));
  if (cell->gone != REASON_POP_DELETED && cell->gone != REASON_EXPUNGED)
    return g_strdup (words_gone (cell->gone));
  connection = cell->gone_event > 0 && cell->gone_event <= trace_length (trace)
    ? trace_index_connection (pr_session_index (session, world), trace_event (trace, cell->gone_event)->connection) : NULL;
  if (connection != NULL)
    {
      g_autofree char *who = place_dup_name (pr_session_world (session, world), connection->client);

      return g_strdup_printf (_("deleted by %s"), who);
    }
  return g_strdup (words_gone (cell->gone));
}

static gboolean
known_somewhere (const CopyTable *copies, guint32 letter)
{
  for (guint i = 0; i < copies->cells->len; i++)
    {
      const CopyCell *cell = &g_array_index (copies->cells, CopyCell, i);

      if (cell->letter == letter && cell->ever)
        return TRUE;
    }
  return FALSE;
}

static void
add (GString *text, const char *word)
{
  if (text->len > 0)
    g_string_append (text, DOT);
  g_string_append (text, word);
}

static char *
present_words (const World *world, const CopyCell *cell)
{
  const Device *device = cell->place.kind == PLACE_DEVICE ? world_device (world, cell->place.id) : NULL;
  gboolean protocols = device != NULL ? device->policy.protocol == PROTOCOL_IMAP : cell->place.kind == PLACE_SERVER;
  GString *text = g_string_new (NULL);

  if (cell->folder != NULL && g_ascii_strcasecmp (cell->folder, "INBOX") != 0)
    add (text, words_folder (cell->folder, protocols && g_ascii_strcasecmp (cell->folder, "Outbox") != 0));
  else if (cell->place.kind == PLACE_OUTSIDE)
    add (text, _("arrived"));
  else
    add (text, (cell->flags.system & FLAG_SEEN) != 0 ? _("read") : _("unread"));
  if ((cell->flags.system & FLAG_FLAGGED) != 0)
    g_string_prepend (text, "★ ");
  if ((cell->flags.system & FLAG_DELETED) != 0)
    add (text, _("marked as deleted"));
  if (cell->part == PART_NONE)
    add (text, _("nothing fetched yet"));
  else if (cell->part != PART_FULL)
    add (text, cell->part == PART_TEXT ? _("text only") : _("header only"));
  if (cell->waiting)
    add (text, _("waits for the server"));
  if (cell->copies > 1)
    g_string_append_printf (text, ngettext (" · %u copy", " · %u copies", cell->copies), cell->copies);
  return g_string_free (text, FALSE);
}

/* The action that would have made the letter was impossible here: that is the lesson. NULL when it was not. */
static const TraceAction *
impossible_action (PrSession *session, guint world, guint32 letter)
{
  const TraceIndex *index = pr_session_index (session, world);
  const Trace *trace = pr_session_trace (session, world);
  guint count = trace_index_count (index->actions, timeline_position (pr_session_timeline (session, world)));

  for (guint i = 0; i < count; i++)
    {
      const TraceEvent *event = trace_event (trace, g_array_index (index->actions, guint32, i));

      if (event->action.outcome == OUTCOME_IMPOSSIBLE
          && journal_letter (pr_session_journal (session), event->action.action) == letter)
        return &event->action;
    }
  return NULL;
}

static char *
unknown_words (PrSession *session, const CopyColumn *column, guint32 letter)
{
  const World *world = pr_session_world (session, column->world);
  Place place = g_array_index (pr_session_copies (session, column->world)->places, Place, column->column);
  const TraceAction *impossible = impossible_action (session, column->world, letter);
  const Device *device = place.kind == PLACE_DEVICE ? world_device (world, place.id) : NULL;
  const Action *action;

  if (impossible == NULL)
    return g_strdup (_("not yet"));
  action = journal_action (pr_session_journal (session), impossible->action);
  if (device != NULL && g_strcmp0 (action->device, device->name) == 0)
    return g_strdup_printf (_("impossible: %s"), words_impossible (impossible->reason));
  return g_strdup (place.kind == PLACE_OUTSIDE ? "–" : _("not here"));
}

char *
copy_cell_words (PrSession *session, const CopyColumn *column, guint32 letter)
{
  const CopyTable *copies = pr_session_copies (session, column->world);
  const CopyCell *cell = copy_cell (session, column, letter);

  if (cell == NULL || !known_somewhere (copies, letter))
    return unknown_words (session, column, letter);
  if (cell->present)
    return present_words (pr_session_world (session, column->world), cell);
  if (cell->hidden)
    return g_strdup (_("removed here, not on the server yet"));
  if (cell->ever)
    return gone_words (session, column->world, cell);
  if (cell->place.kind == PLACE_OUTSIDE)
    return g_strdup ("–");
  switch (on_server (pr_session_world (session, column->world), copies, cell))
    {
    case SERVER_NEVER:
      return g_strdup (_("not here"));
    case SERVER_ONCE:
      /* What was taken off the server before a device asked will never come there. While a question is open nothing is
       * said of what is to come. */
      return g_strdup (pr_session_is_asking (session) ? _("not here yet") : _("never arrived"));
    default:
      return g_strdup (_("not here yet"));
    }
}

char *
copy_kept_words (PrSession *session, const CopyColumn *column)
{
  const CopyTable *copies = pr_session_copies (session, column->world);
  guint64 moved = g_array_index (copies->moved, guint64, column->column);
  g_autofree char *kept = words_size (g_array_index (copies->kept, guint64, column->column));
  g_autofree char *over = words_size (moved);

  if (g_array_index (copies->places, Place, column->column).kind == PLACE_SERVER)
    return g_steal_pointer (&kept);
  return g_strdup_printf ("%s · %s", kept, over);
}

char *
copy_words_for_lines (const char *words)
{
  g_auto (GStrv) parts = g_strsplit (words, DOT, -1);

  if (parts[0] == NULL || parts[1] == NULL)
    return g_strdup (words);
  for (guint i = 0; parts[i] != NULL; i++)
    if (g_utf8_strlen (parts[i], -1) <= LONGEST_WHOLE)
      {
        g_auto (GStrv) single = g_strsplit (parts[i], " ", -1);

        g_free (parts[i]);
        parts[i] = g_strjoinv (NO_BREAK, single);
      }
  return g_strjoinv (NO_BREAK "· ", parts);
}

static gboolean
same_place (PrSession *session, const CopyColumn *a, const CopyColumn *b)
{
  Place x = g_array_index (pr_session_copies (session, a->world)->places, Place, a->column);
  Place y = g_array_index (pr_session_copies (session, b->world)->places, Place, b->column);
  g_autofree char *x_name = place_dup_name (pr_session_world (session, a->world), x);
  g_autofree char *y_name = place_dup_name (pr_session_world (session, b->world), y);

  return x.kind == y.kind && g_strcmp0 (x_name, y_name) == 0;
}

static gboolean
there (const CopyCell *cell)
{
  return cell != NULL && cell->present;
}

CellMark
copy_cell_mark (PrSession *session, const GArray *columns, guint index, guint32 letter)
{
  const CopyColumn *column = &g_array_index (columns, CopyColumn, index);
  const CopyCell *cell = copy_cell (session, column, letter);
  CellMark mark = CELL_SAME;

  for (guint i = 0; i < columns->len; i++)
    {
      const CopyColumn *other = &g_array_index (columns, CopyColumn, i);
      const CopyCell *twin;

      if (other->world == column->world || !same_place (session, column, other))
        continue;
      twin = copy_cell (session, other, letter);
      if (!there (cell) && there (twin))
        return CELL_MISSING;
      if (there (cell) && there (twin)
          && (((cell->flags.system ^ twin->flags.system) & SHOWN_FLAGS) != 0 || g_strcmp0 (cell->folder, twin->folder) != 0))
        mark = CELL_OTHER;
    }
  return mark;
}
