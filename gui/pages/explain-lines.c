#include "pages/explain-lines.h"

#include <glib/gi18n.h>
#include <string.h>

#include "widgets/page-parts.h"

#define MOST_OCTETS 4000 /* of one line, shown beside the list */

/* A line as an item of a list. */
#define EXPLAIN_TYPE_ITEM (explain_item_get_type ())
G_DECLARE_FINAL_TYPE (ExplainItem, explain_item, EXPLAIN, ITEM, GObject)

struct _ExplainItem {
  GObject parent_instance;

  const TranscriptLine *line; /* borrowed */
};

G_DEFINE_FINAL_TYPE (ExplainItem, explain_item, G_TYPE_OBJECT)

static void
explain_item_class_init (ExplainItemClass *klass)
{
}

static void
explain_item_init (ExplainItem *self)
{
}

struct _PrExplainLines {
  GtkWidget parent_instance;

  GtkWidget *paned;
  GtkWidget *list;
  GListStore *items;
  GtkSingleSelection *selection;
  GtkWidget *detail;   /* GtkBox */
  GtkWidget *meaning;  /* GtkLabel; NULL before a line was chosen */
};

G_DEFINE_FINAL_TYPE (PrExplainLines, pr_explain_lines, GTK_TYPE_WIDGET)

static void
pr_explain_lines_dispose (GObject *object)
{
  PrExplainLines *self = PR_EXPLAIN_LINES (object);

  g_clear_pointer (&self->paned, gtk_widget_unparent);
  g_clear_object (&self->items);
  G_OBJECT_CLASS (pr_explain_lines_parent_class)->dispose (object);
}

static void
pr_explain_lines_class_init (PrExplainLinesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_explain_lines_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "explainlines");
}

static const char *
side_of (const TranscriptLine *line)
{
  if (line->role == ROLE_NONE)
    return "·";
  return line->role == ROLE_CLIENT ? "C" : "S";
}

static const char *
speaker_of (const TranscriptLine *line)
{
  if (line->role == ROLE_NONE)
    return _("the recording tool");
  return line->role == ROLE_CLIENT ? _("the client") : _("the server");
}

static GtkWidget *
add_label (GtkWidget *box, const char *class, gboolean fills)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, class);
  if (fills)
    {
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_label_set_width_chars (GTK_LABEL (label), 8);
      gtk_widget_set_hexpand (label, TRUE);
    }
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  add_label (row, "side", FALSE);
  add_label (row, "text", TRUE);
  gtk_label_set_xalign (GTK_LABEL (add_label (row, "note", TRUE)), 1);
  add_label (row, "state", FALSE);
  add_label (row, "breach", FALSE);
  gtk_widget_add_css_class (row, "explain-row");
  gtk_list_item_set_child (item, row);
}

static char *
dup_first (const TranscriptLine *line)
{
  gsize length = strcspn (line->text, "\n");

  if (line->n_lines > 1)
    return g_strdup_printf (ngettext ("%.*s … %u line", "%.*s … %u lines", line->n_lines), (int) MIN (length, 300), line->text,
                            line->n_lines);
  return g_strndup (line->text, MIN (length, 600));
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
  const TranscriptLine *line = EXPLAIN_ITEM (gtk_list_item_get_item (list_item))->line;
  GtkWidget *row = gtk_list_item_get_child (list_item), *label = gtk_widget_get_first_child (row);
  g_autofree char *first = dup_first (line), *valid = g_utf8_make_valid (first, -1);
  gboolean moves = line->after != NULL && line->after != line->before;
  g_autofree char *state = moves ? g_strdup_printf ("→ %s", line->after) : g_strdup ("");
  g_autofree char *name = g_strdup_printf ("%s: %s. %s", speaker_of (line), valid, line->note);
  const char *const texts[] = { side_of (line), valid, line->note, state, line->breaches->len > 0 ? "⚠" : "" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++, label = gtk_widget_get_next_sibling (label))
    {
      gtk_label_set_text (GTK_LABEL (label), texts[i]);
      gtk_widget_set_visible (label, i < 3 || *texts[i] != '\0');
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (line->breaches->len > 0)
    gtk_widget_add_css_class (row, "broken");
  else
    gtk_widget_remove_css_class (row, "broken");
}

static GtkWidget *
add_text (PrExplainLines *self, const char *text, const char *class)
{
  g_autofree char *cut = g_strndup (text, MIN (strlen (text), MOST_OCTETS)), *valid = g_utf8_make_valid (cut, -1);
  GtkWidget *label = gtk_label_new (valid);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), 16);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_can_focus (label, FALSE); /* Tab passes it; `focusable` would let it keep the keyboard */
  gtk_widget_add_css_class (label, class);
  gtk_box_append (GTK_BOX (self->detail), label);
  return label;
}

static void
show_states (PrExplainLines *self, const TranscriptLine *line)
{
  g_autofree char *text = NULL;

  if (line->after == NULL)
    return;
  if (line->before != NULL && line->before != line->after)
    text = g_strdup_printf (_("State of the server: %s → %s"), line->before, line->after);
  else
    text = g_strdup_printf (_("State of the server: %s"), line->after);
  add_text (self, text, "explain-state");
}

static void
on_selected (PrExplainLines *self)
{
  ExplainItem *item = gtk_single_selection_get_selected_item (self->selection);
  const TranscriptLine *line = item != NULL ? item->line : NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->detail)) != NULL)
    gtk_box_remove (GTK_BOX (self->detail), child);
  self->meaning = NULL;
  if (line == NULL)
    return;
  add_text (self, speaker_of (line), "dim");
  add_text (self, line->text, "explain-text");
  for (guint i = 0; i < line->breaches->len; i++)
    {
      const Breach *breach = line->breaches->pdata[i];
      g_autofree char *text = g_strdup_printf ("⚠ %s%s%s%s", breach->text, *breach->clause != '\0' ? " (" : "", breach->clause,
                                               *breach->clause != '\0' ? ")" : "");

      add_text (self, text, "warning");
    }
  add_text (self, line->note, "explain-note");
  self->meaning = add_text (self, line->meaning, "explain-meaning");
  if (*line->clause != '\0')
    add_text (self, line->clause, "dim");
  show_states (self, line);
}

static void
pr_explain_lines_init (PrExplainLines *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *detail;

  self->items = g_list_store_new (EXPLAIN_TYPE_ITEM);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->items)));
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
  self->list = gtk_list_view_new (GTK_SELECTION_MODEL (self->selection), factory);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Lines of the session"), -1);
  gtk_widget_add_css_class (self->list, "explain-list");
  self->detail = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  gtk_widget_add_css_class (self->detail, "explain-detail");
  detail = page_scroller_new (self->detail);
  self->paned = gtk_paned_new (GTK_ORIENTATION_HORIZONTAL);
  gtk_paned_set_start_child (GTK_PANED (self->paned), page_scroller_new (self->list));
  gtk_paned_set_end_child (GTK_PANED (self->paned), detail);
  gtk_paned_set_resize_end_child (GTK_PANED (self->paned), FALSE);
  gtk_paned_set_shrink_start_child (GTK_PANED (self->paned), FALSE);
  gtk_paned_set_shrink_end_child (GTK_PANED (self->paned), FALSE);
  gtk_widget_set_parent (self->paned, GTK_WIDGET (self));
}

GtkWidget *
pr_explain_lines_new (void)
{
  return g_object_new (PR_TYPE_EXPLAIN_LINES, NULL);
}

void
pr_explain_lines_set_transcript (PrExplainLines *self, const Transcript *transcript)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < transcript->sessions->len; i++)
    {
      const TranscriptSession *session = transcript->sessions->pdata[i];

      for (guint j = 0; j < session->lines->len; j++)
        {
          ExplainItem *item = g_object_new (EXPLAIN_TYPE_ITEM, NULL);

          item->line = session->lines->pdata[j];
          g_ptr_array_add (items, item);
        }
    }
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)), items->pdata, items->len);
}

void
pr_explain_lines_select (PrExplainLines *self, guint line)
{
  gtk_single_selection_set_selected (self->selection, line);
}

const char *
pr_explain_lines_meaning (PrExplainLines *self)
{
  return self->meaning != NULL ? gtk_label_get_text (GTK_LABEL (self->meaning)) : NULL;
}
