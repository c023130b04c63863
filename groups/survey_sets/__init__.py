"""Surveys made ready: five values, eight shifts and five investments, as questions a group may change before it asks them.

Noun: Ready (a set). Each question has plain words, and a short sentence for who wants it shorter. The values are those of the
Coalition for Personalised Care in the quality strategy among the founding papers; the eight shifts are its illustration
“Shifting the relationship”; the five investments its picture “What investment is needed to empower people”. No table.
"""
