"""Our answers beside what the desktop app really answered.

`python -m tests.parity [DIR]` compares a folder of recorded answers with ours, leaf by leaf, and
ends with one line of JSON. A difference is explained only by a named rule whose expected value
comes from `oracle/`, which does not know our code.
"""
