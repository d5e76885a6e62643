"""The quiz: kinds of question, the answer key read from a run, verdicts, rounds, progress and votes."""
