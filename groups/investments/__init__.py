"""What this work needs: five investments, each as promised by leaders, as given, and as people feel it.

Nouns: Given (a line of what the group got) and FacilitationTime (hours before, during and after one meeting). What leaders
promised is told by the room that keeps promises; what was felt is a survey's; papers in time are worked out from papers.
The five are those of the picture “What investment is needed to empower people” among the founding papers. Leans on meetings,
papers, survey_results.
"""
