/* PrClassroomPage: what the learner has done, with his name, to be exported or forgotten; and for the instructor, a folder of
 * such exports as one table.
 *
 * Actions: classroom.export (s: file, .json or .csv), classroom.reset, classroom.open (s: folder), classroom.export-class (s). */
#pragma once

#include <gtk/gtk.h>

#define PR_TYPE_CLASSROOM_PAGE (pr_classroom_page_get_type ())
G_DECLARE_FINAL_TYPE (PrClassroomPage, pr_classroom_page, PR, CLASSROOM_PAGE, GtkWidget)

GtkWidget *pr_classroom_page_new (void);
/* Rows in the table of one's own lessons, and of the class. */
guint pr_classroom_page_n_own (PrClassroomPage *page);
guint pr_classroom_page_n_class (PrClassroomPage *page);
GtkEntry *pr_classroom_page_name (PrClassroomPage *page);
