"""The full-screen walkthrough: a lesson's flow step by step, for a projector and for a lone learner.

``slide`` says where the show stands and what may be seen there, ``layout`` which pane stands where; both are plain
values and functions. The panes turn a slide into lines, the screens turn keys into moves.
Textual is imported when the walkthrough opens and not before.
"""
