/* PrFlowBox: children at their natural size, one after the other, wrapped into lines. */
#pragma once

#include <gtk/gtk.h>

#define PR_TYPE_FLOW_BOX (pr_flow_box_get_type ())
G_DECLARE_FINAL_TYPE (PrFlowBox, pr_flow_box, PR, FLOW_BOX, GtkWidget)

GtkWidget *pr_flow_box_new (int spacing);
void pr_flow_box_append (PrFlowBox *box, GtkWidget *child);
