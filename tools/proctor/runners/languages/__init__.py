"""How a task of a language is run, seen from outside: its job, then what is made of how that ended and what it reported.

    choose                           which of the modules below a task goes to
    python, node, shell, compiled    the languages; none imports another
    programs, results                what they have in common: before the job, and after it
    tools                            the programs of this machine that run other languages
    shared                           which modules the Python programs of a run share

Of the sandbox they import `jobs`, of the harness `report`. Only `runners` itself imports them.
"""
