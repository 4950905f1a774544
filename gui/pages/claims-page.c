#include "pages/claims-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "pages/claim-card.h"
#include "words.h"

#define SLICE_US 6000   /* of work between two looks at what the person does */
#define SLICE_STEPS 200 /* of a world, between two looks at the clock */
#define N_FILTERS 4     /* all, and each verdict */

struct _PrClaimsPage {
  GtkWidget parent_instance;

  GtkWidget *content;  /* GtkBox */
  GtkWidget *list;     /* GtkBox of PrClaimCard */
  GtkWidget *filters[N_FILTERS];
  GPtrArray *cards;    /* borrowed */
  GArray *verdicts;    /* of ClaimVerdict, of the first ones */
  ClaimRun *run;       /* of the next; NULL between two */
  guint idle;
};

G_DEFINE_FINAL_TYPE (PrClaimsPage, pr_claims_page, GTK_TYPE_WIDGET)

static void
update_filters (PrClaimsPage *self)
{
  const char *const names[] = { _("All"), _("Holds"), _("Holds if …"), _("Does not hold") };
  guint counts[N_FILTERS] = { self->cards->len };

  for (guint i = 0; i < self->verdicts->len; i++)
    counts[1 + g_array_index (self->verdicts, ClaimVerdict, i)]++;
  for (guint i = 0; i < N_FILTERS; i++)
    {
      /* Translators: a verdict, and how many claims have it */
      g_autofree char *text = g_strdup_printf (_("%s · %u"), names[i], counts[i]);

      gtk_button_set_label (GTK_BUTTON (self->filters[i]), text);
    }
}

static void
on_filter (PrClaimsPage *self)
{
  guint chosen = 0;

  for (guint i = 0; i < N_FILTERS; i++)
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->filters[i])))
      chosen = i;
  for (guint i = 0; i < self->cards->len; i++)
    gtk_widget_set_visible (self->cards->pdata[i],
                            chosen == 0 || (i < self->verdicts->len
                                            && 1 + g_array_index (self->verdicts, ClaimVerdict, i) == chosen));
}

static void
take_run (PrClaimsPage *self)
{
  ClaimVerdict verdict = claim_run_verdict (self->run);

  pr_claim_card_set_run (self->cards->pdata[self->verdicts->len], self->run);
  g_array_append_val (self->verdicts, verdict);
  g_clear_pointer (&self->run, claim_run_free);
  update_filters (self);
  on_filter (self);
}

/* FALSE when all is done. */
static gboolean
work (PrClaimsPage *self)
{
  if (self->verdicts->len == self->cards->len)
    return FALSE;
  if (self->run == NULL)
    self->run = claim_run_new (claim_get (self->verdicts->len));
  if (!claim_run_step (self->run, SLICE_STEPS))
    take_run (self);
  return TRUE;
}

static gboolean
on_idle (gpointer data)
{
  PrClaimsPage *self = data;
  gint64 end = g_get_monotonic_time () + SLICE_US;

  while (g_get_monotonic_time () < end)
    if (!work (self))
      {
        self->idle = 0;
        return G_SOURCE_REMOVE;
      }
  return G_SOURCE_CONTINUE;
}

static void
pr_claims_page_map (GtkWidget *widget)
{
  PrClaimsPage *self = PR_CLAIMS_PAGE (widget);

  GTK_WIDGET_CLASS (pr_claims_page_parent_class)->map (widget);
  /* A picture is taken at once: nobody works in it meanwhile. */
  if (gtk_widget_has_css_class (GTK_WIDGET (gtk_widget_get_root (widget)), "picture"))
    while (work (self))
      ;
  else if (self->idle == 0 && self->verdicts->len < self->cards->len)
    self->idle = g_idle_add (on_idle, self);
}

static void
pr_claims_page_unmap (GtkWidget *widget)
{
  PrClaimsPage *self = PR_CLAIMS_PAGE (widget);

  g_clear_handle_id (&self->idle, g_source_remove);
  GTK_WIDGET_CLASS (pr_claims_page_parent_class)->unmap (widget);
}

static void
pr_claims_page_dispose (GObject *object)
{
  PrClaimsPage *self = PR_CLAIMS_PAGE (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_pointer (&self->run, claim_run_free);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_pointer (&self->cards, g_ptr_array_unref);
  g_clear_pointer (&self->verdicts, g_array_unref);
  G_OBJECT_CLASS (pr_claims_page_parent_class)->dispose (object);
}

static void
pr_claims_page_class_init (PrClaimsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_claims_page_dispose;
  widget_class->map = pr_claims_page_map;
  widget_class->unmap = pr_claims_page_unmap;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
new_filters (PrClaimsPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (box, "segmented");
  gtk_widget_set_halign (box, GTK_ALIGN_START);
  for (guint i = 0; i < N_FILTERS; i++)
    {
      self->filters[i] = gtk_toggle_button_new_with_label ("");
      if (i > 0)
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (self->filters[i]), GTK_TOGGLE_BUTTON (self->filters[0]));
      gtk_box_append (GTK_BOX (box), self->filters[i]);
    }
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->filters[0]), TRUE);
  for (guint i = 0; i < N_FILTERS; i++)
    g_signal_connect_object (self->filters[i], "toggled", G_CALLBACK (on_filter), self, G_CONNECT_SWAPPED);
  return box;
}

static void
add_cards (PrClaimsPage *self)
{
  g_autofree char *code = words_dup_language ();

  /* Texts without a language are English; worlds have names there that only English spells out. */
  for (guint i = 0; i < claim_count (); i++)
    {
      GtkWidget *card = pr_claim_card_new (claim_get (i), g_intern_string (g_str_equal (code, "id") ? code : "en"));

      g_ptr_array_add (self->cards, card);
      gtk_box_append (GTK_BOX (self->list), card);
    }
}

static void
pr_claims_page_init (PrClaimsPage *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (), *intro;

  self->cards = g_ptr_array_new ();
  self->verdicts = g_array_new (FALSE, FALSE, sizeof (ClaimVerdict));
  self->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  gtk_widget_add_css_class (self->list, "claims");
  intro = gtk_label_new (_("Each sentence is lived as an experiment here, now. The verdict follows from the figures."));
  gtk_label_set_xalign (GTK_LABEL (intro), 0);
  gtk_label_set_wrap (GTK_LABEL (intro), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (intro), 12);
  gtk_widget_add_css_class (intro, "dim");
  gtk_box_append (GTK_BOX (self->list), intro);
  gtk_box_append (GTK_BOX (self->list), new_filters (self));
  add_cards (self);
  update_filters (self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  self->content = scrolled;
  gtk_widget_set_parent (scrolled, GTK_WIDGET (self));
}

GtkWidget *
pr_claims_page_new (void)
{
  return g_object_new (PR_TYPE_CLAIMS_PAGE, NULL);
}

guint
pr_claims_page_done (PrClaimsPage *page)
{
  return page->verdicts->len;
}
