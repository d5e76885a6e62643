"""The full-screen walkthrough: a lesson's flow step by step, for a projector and for a lone learner.

``position`` says where the show stands, ``view`` what may be seen there, ``arrangement`` which pane stands where; all
three are plain values and functions. The panes turn a view into lines, the screens turn keys into moves.
Textual is imported when the walkthrough opens and not before.
"""
