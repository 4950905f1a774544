#include "lesson/lesson-prose.h"

#define INDENT 16

static void
open_tags (GString *markup, const TextRun *run)
{
  if (run->style & RUN_LINK)
    {
      g_autofree char *url = g_markup_escape_text (run->url != NULL ? run->url : "", -1);

      g_string_append_printf (markup, "<a href=\"%s\">", url);
    }
  if (run->style & RUN_EMPHASIS)
    g_string_append (markup, "<i>");
  if (run->style & RUN_STRONG)
    g_string_append (markup, "<b>");
  /* A tint that can be seen on light and dark ground alike. */
  if (run->style & RUN_CODE)
    g_string_append (markup, "<span font_family=\"monospace\" size=\"95%\" background=\"#808080\" background_alpha=\"16%\">");
}

static void
close_tags (GString *markup, const TextRun *run)
{
  if (run->style & RUN_CODE)
    g_string_append (markup, "</span>");
  if (run->style & RUN_STRONG)
    g_string_append (markup, "</b>");
  if (run->style & RUN_EMPHASIS)
    g_string_append (markup, "</i>");
  if (run->style & RUN_LINK)
    g_string_append (markup, "</a>");
}

static char *
dup_markup (const Paragraph *paragraph)
{
  GString *markup = g_string_new (NULL);

  for (guint i = 0; i < paragraph->runs->len; i++)
    {
      const TextRun *run = &g_array_index (paragraph->runs, TextRun, i);
      g_autofree char *escaped = g_markup_escape_text (run->text, -1);

      if (paragraph->kind != PARAGRAPH_CODE)
        open_tags (markup, run);
      g_string_append (markup, escaped);
      if (paragraph->kind != PARAGRAPH_CODE)
        close_tags (markup, run);
    }
  return g_string_free (markup, FALSE);
}

static GtkWidget *
new_label (const Paragraph *paragraph, gboolean plain)
{
  g_autofree char *markup = dup_markup (paragraph);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), !plain);
  gtk_widget_set_hexpand (label, TRUE);
  if (!plain)
    /* It can be selected with the mouse; Tab goes from control to control. (Not by `focusable`: a label takes the keyboard
     * all the same then, and keeps it.) */
    gtk_widget_set_can_focus (label, FALSE);
  if (paragraph->kind == PARAGRAPH_HEADING)
    gtk_widget_add_css_class (label, "heading");
  if (paragraph->kind == PARAGRAPH_CODE)
    gtk_widget_add_css_class (label, "octets");
  if (paragraph->quote)
    gtk_widget_add_css_class (label, "quote");
  return label;
}

static GtkWidget *
new_item (const Paragraph *paragraph, gboolean plain)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  g_autofree char *number = paragraph->number > 0 ? g_strdup_printf ("%u.", paragraph->number) : g_strdup ("•");
  GtkWidget *mark = gtk_label_new (number);

  gtk_widget_set_valign (mark, GTK_ALIGN_START);
  gtk_widget_add_css_class (mark, "dim");
  gtk_box_append (GTK_BOX (box), mark);
  gtk_box_append (GTK_BOX (box), new_label (paragraph, plain));
  return box;
}

GtkWidget *
lesson_prose_new (const LessonText *text, gboolean plain)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  for (guint i = 0; i < lesson_text_length (text); i++)
    {
      const Paragraph *paragraph = lesson_text_paragraph (text, i);
      guint depth = paragraph->depth;
      GtkWidget *widget;

      if (paragraph->kind == PARAGRAPH_RULE)
        widget = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);
      else
        widget = paragraph->kind == PARAGRAPH_ITEM ? new_item (paragraph, plain) : new_label (paragraph, plain);
      if (paragraph->kind == PARAGRAPH_ITEM && depth > 0)
        depth--;
      gtk_widget_set_margin_start (widget, (int) depth * INDENT);
      gtk_box_append (GTK_BOX (box), widget);
    }
  return box;
}
