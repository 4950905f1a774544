/* PrWindow: the frame: header, pages (Stage, Compare), transport, messages. All state is in its
 * PrSession; all commands are win.* actions (window-actions.c, window-files.c). */
#pragma once

#include "console/console.h"
#include "lesson/lesson-player.h"
#include "playback/playback-session.h"

#include <gtk/gtk.h>

#define PR_TYPE_WINDOW (pr_window_get_type ())
G_DECLARE_FINAL_TYPE (PrWindow, pr_window, PR, WINDOW, GtkApplicationWindow)

PrWindow *pr_window_new (GtkApplication *application);
/* Takes up what was remembered of the last window, and will remember this one. Not for pictures and tests. */
void pr_window_remember (PrWindow *window);
PrSession *pr_window_session (PrWindow *window);
PrLessonPlayer *pr_window_lesson (PrWindow *window);
PrConsole *pr_window_console (PrWindow *window);
/* FALSE: the file could not be read; a banner says why and what was open stays. */
gboolean pr_window_open (PrWindow *window, const char *path);
/* path: NULL for one that is saved nowhere yet. Takes a reference. */
void pr_window_set_journal (PrWindow *window, Journal *journal, const char *path);
/* "stage", "compare", "start", or the name of a ToolPage; or a tab below the stage: "conversation", "copies", "packets",
 * "traffic", "console". */
void pr_window_set_page (PrWindow *window, const char *page);
const char *pr_window_page (PrWindow *window);
/* Where there is no room for lesson and inspector: which one is shown. */
void pr_window_set_explains (PrWindow *window, gboolean explains);
/* TRUE on pages that are not of the day at hand: start, tools. */
gboolean pr_window_is_aside (PrWindow *window);
/* The conversation up to now, as text. Caller owns. */
char *pr_window_dup_conversation (PrWindow *window);
/* PrSymptomBar, also while there is nothing to say. */
GtkWidget *pr_window_symptom_bar (PrWindow *window);
/* For an audience: the header gives way, the transport comes up when the pointer moves. A window in a picture stays as
 * large as it is. height: of the screen. */
void pr_window_set_presenting (PrWindow *window, gboolean presenting);
GtkWidget *pr_window_presenter (PrWindow *window); /* PrPresenter */
/* Asks for a time or an event to go to. */
void pr_window_ask_where (PrWindow *window);
void pr_window_error (PrWindow *window, const char *text);
void pr_window_toast (PrWindow *window, const char *text, const char *button, const char *action);
/* To the toast that was just shown; it then stays until one is chosen. */
void pr_window_add_choice (PrWindow *window, const char *button, const char *action);
/* The banner and the toast go. */
void pr_window_clear_messages (PrWindow *window);
const char *pr_window_error_text (PrWindow *window); /* NULL when there is none */
const char *pr_window_toast_text (PrWindow *window);

/* window-actions.c */
void window_add_actions (PrWindow *window);
void window_update_actions (PrWindow *window);
void window_enable_action (PrWindow *window, const char *name, gboolean enabled);
/* window-keys.c */
void window_add_keys (PrWindow *window);
/* window-present.c */
void window_add_present_actions (PrWindow *window);
/* While presenting, before all other keys. FALSE: it is none of a clicker's. */
gboolean window_present_key (PrWindow *window, guint key, GdkModifierType modifiers);
/* window-autosave.c: from here on; offers what a program that broke off has left. */
void window_start_autosave (PrWindow *window);
/* FALSE: there was nothing to keep, or it could not be kept. */
gboolean window_autosave_now (PrWindow *window);
/* NULL when nothing was left. Caller owns. */
char *window_dup_orphan (void);
/* window-lesson.c. Adds its actions, too. */
PrLessonPlayer *window_new_lesson (PrWindow *window, GtkBox *area);
/* A shipped lesson's name, or a file. FALSE: it is damaged or not there; a banner says where, and what was open stays. */
gboolean window_open_lesson (PrWindow *window, const char *name, gboolean from_start);
void window_update_lesson_actions (PrWindow *window);
/* The clicker's way through a lesson: to the end of what is to be read, then the answer that is chosen, then the next step. What
 * it waits for is told. */
void window_turn_lesson (PrWindow *window, gboolean forward);
/* Marks an answer to the open question, 0: the first. FALSE: there is none. */
gboolean window_choose_answer (PrWindow *window, guint choice);
/* window-start.c. Adds its actions, too. */
GtkWidget *window_new_start_page (PrWindow *window);
/* window-live.c. Adds its actions, too. */
GtkWidget *window_new_live_bar (PrWindow *window);
/* window-files.c */
void window_add_file_actions (PrWindow *window);
/* func is called once nothing would be lost by going on; not when the person cancels. */
void window_before_loss (PrWindow *window, void (*func) (PrWindow *window));
gboolean window_load_mail (PrWindow *window, const char *path);
gboolean window_save (PrWindow *window, const char *path);
