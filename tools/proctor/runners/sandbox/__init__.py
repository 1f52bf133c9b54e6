"""What confines a stranger's program, starts it and takes what it leaves. Of runners it imports nothing but itself.

    levels                       which level there is here, whether it holds, and which one to take
    jobs, pool, workers, place   in the program that asks: what is to be done, and by whom
    posts, wire                  what goes between that program and the server
    server, keeper, child        the server's processes: itself, one for each worker, one for each job
    jail                         the locks on them, which are landlock, seccomp, namespaces, privileges and limits
    kernel, syscalls             what the locks are made of
    processes, scratch           what a job uses up, and clearing away what it leaves
    seatbelt                     a lock for another system, experimental

The harness is known by its name alone (`jobs.HARNESS`). Languages import `jobs`, the rest of proctor `levels` and `pool`.
"""
