/* PrToolPage: a page of the window that is no day of mail: a way back, a title, and what it is about below.
 *
 * To add one: a row in the table of tool-page.c. It then has a card on the start page, is shown by win.page with its name,
 * and by --page. Its content is made when it is first looked at. */
#pragma once

#include <gtk/gtk.h>

#define PR_TYPE_TOOL_PAGE (pr_tool_page_get_type ())
G_DECLARE_FINAL_TYPE (PrToolPage, pr_tool_page, PR, TOOL_PAGE, GtkWidget)

typedef struct {
  const char *name;   /* "claims" */
  const char *title;  /* marked for translation, as is the next */
  const char *detail; /* one line for the card */
  GtkWidget *(*new_content) (void);
} ToolPage;

guint tool_page_count (void);
const ToolPage *tool_page_get (guint index);
gboolean tool_page_is (const char *name);

GtkWidget *pr_tool_page_new (const ToolPage *page);
