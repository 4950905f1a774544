#include "pages/claim-card.h"

#include <glib/gi18n.h>

#include "words.h"

struct _PrClaimCard {
  GtkWidget parent_instance;

  const Claim *claim;
  const char *language;
  GtkWidget *box;
  GtkWidget *shape;   /* GtkLabel */
  GtkWidget *verdict; /* GtkLabel */
  GtkWidget *figures; /* GtkGrid */
};

G_DEFINE_FINAL_TYPE (PrClaimCard, pr_claim_card, GTK_TYPE_WIDGET)

static GtkWidget *
new_label (const char *text, const char *class, gboolean wraps)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), wraps);
  gtk_label_set_width_chars (GTK_LABEL (label), wraps ? 10 : -1);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

static void
on_open (GtkButton *button, gpointer data)
{
  PrClaimCard *self = data;
  g_autofree char *text = claim_dup_journal (self->claim);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-text", "s", text);
}

static GtkWidget *
new_head (PrClaimCard *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *button = gtk_button_new_with_label (_("Play it"));
  GtkWidget *id = new_label (claim_id (self->claim), "badge", FALSE);
  GtkWidget *says = new_label (claim_says (self->claim, self->language), "card-title", TRUE);
  /* Translators: %s is a claim's id, "C05" */
  g_autofree char *name = g_strdup_printf (_("Play the experiment of %s"), claim_id (self->claim));

  gtk_widget_set_valign (id, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (says, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (says, TRUE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _("Opens the claim’s experiment as a day of mail"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_open), self, 0);
  gtk_box_append (GTK_BOX (head), id);
  gtk_box_append (GTK_BOX (head), says);
  gtk_box_append (GTK_BOX (head), button);
  return head;
}

static void
pr_claim_card_dispose (GObject *object)
{
  g_clear_pointer (&PR_CLAIM_CARD (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (pr_claim_card_parent_class)->dispose (object);
}

static void
pr_claim_card_class_init (PrClaimCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_claim_card_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "claimcard");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
pr_claim_card_init (PrClaimCard *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
pr_claim_card_new (const Claim *claim, const char *language)
{
  PrClaimCard *self = g_object_new (PR_TYPE_CLAIM_CARD, NULL);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->claim = claim;
  self->language = language;
  gtk_box_append (GTK_BOX (self->box), new_head (self));
  self->shape = new_label ("…", "verdict-shape", FALSE);
  self->verdict = new_label (_("being measured"), "dim", TRUE);
  gtk_widget_set_valign (self->shape, GTK_ALIGN_BASELINE);
  gtk_widget_set_valign (self->verdict, GTK_ALIGN_BASELINE);
  gtk_widget_set_hexpand (self->verdict, TRUE);
  gtk_box_append (GTK_BOX (row), self->shape);
  gtk_box_append (GTK_BOX (row), self->verdict);
  gtk_box_append (GTK_BOX (self->box), row);
  self->figures = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->figures), 18);
  gtk_grid_set_row_spacing (GTK_GRID (self->figures), 2);
  gtk_widget_add_css_class (self->figures, "figures");
  gtk_widget_set_visible (self->figures, FALSE);
  gtk_box_append (GTK_BOX (self->box), self->figures);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, claim_says (claim, language), -1);
  return GTK_WIDGET (self);
}

/* The verdict in its words, the rest of the sentence behind it. */
static void
show_verdict (PrClaimCard *self, const ClaimRun *run)
{
  static const struct {
    const char *shape;
    const char *class;
  } looks[] = { { "✔", "holds" }, { "◐", "holds-if" }, { "✘", "holds-not" } };
  ClaimVerdict verdict = claim_run_verdict (run);
  g_autofree char *sentence = claim_run_dup_sentence (run, self->language);
  g_autofree char *text = words_capitalised (sentence);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);

  bold->end_index = (guint) MIN (strlen (claim_verdict_word (verdict)), strlen (text));
  pango_attr_list_insert (attributes, bold);
  gtk_label_set_text (GTK_LABEL (self->shape), looks[verdict].shape);
  gtk_widget_add_css_class (self->shape, looks[verdict].class);
  gtk_label_set_text (GTK_LABEL (self->verdict), text);
  gtk_label_set_attributes (GTK_LABEL (self->verdict), attributes);
  gtk_widget_remove_css_class (self->verdict, "dim");
}

static void
attach (PrClaimCard *self, const char *text, const char *class, guint column, guint row)
{
  GtkWidget *label = new_label (text, class, TRUE);

  gtk_label_set_max_width_chars (GTK_LABEL (label), column == 0 ? 44 : 26);
  gtk_grid_attach (GTK_GRID (self->figures), label, (int) column, (int) row, 1, 1);
}

/* "Phone · readable offline · at 08:10" */
static char *
dup_row_name (const ClaimFigure *figure)
{
  g_autofree char *what = claim_figure_dup_what (figure), *when = claim_figure_dup_when (figure);
  g_autofree char *place = words_capitalised (claim_figure_place (figure));

  if (when == NULL)
    return g_strdup_printf ("%s · %s", place, what);
  return g_strdup_printf ("%s · %s · %s", place, what, when);
}

/* A row for each figure, a column for each world. */
static void
show_figures (PrClaimCard *self, const ClaimRun *run)
{
  const GArray *figures = claim_run_figures (run);
  const char *name = NULL;
  guint row = 0;

  for (guint i = 0; i < figures->len; i++)
    {
      const ClaimFigure *figure = &g_array_index (figures, ClaimFigure, i);
      g_autofree char *value = claim_figure_dup_value (figure), *title = dup_row_name (figure);
      const char *world = claim_figure_world (run, figure, self->language);
      guint column = figure->variant + 1;

      if (figure->name != name)
        attach (self, title, "dim", 0, ++row);
      name = figure->name;
      attach (self, value, "numeric", column, row);
      if (*world != '\0' && gtk_grid_get_child_at (GTK_GRID (self->figures), (int) column, 0) == NULL)
        attach (self, world, "figure-world", column, 0);
    }
  gtk_widget_set_visible (self->figures, TRUE);
}

void
pr_claim_card_set_run (PrClaimCard *card, const ClaimRun *run)
{
  show_verdict (card, run);
  show_figures (card, run);
}

const char *
pr_claim_card_sentence (PrClaimCard *card)
{
  return gtk_widget_get_visible (card->figures) ? gtk_label_get_text (GTK_LABEL (card->verdict)) : "";
}
