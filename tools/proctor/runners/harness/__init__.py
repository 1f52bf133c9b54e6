"""What runs inside, next to a stranger's code: runs it, and reports. It imports nothing else of proctor.

python                              where the sandbox comes in: runs Python, and hands on what is of another language
pieces, journal, errors, sessions   Python's code, what it prints, how it fails, and sessions with prompts
sql                                 statements on a database
steps                               programs one after another: compilers, shells
probe                               tries what the sandbox forbids
report                              how all of these tell what happened; languages import it, to know its bounds
node.cjs, bash.sh                   read by node and bash themselves, to report as well
"""
