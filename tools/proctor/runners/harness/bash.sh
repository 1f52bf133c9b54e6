# Read by bash before a snippet (BASH_ENV): remembers the line of each command, and tells that of the last one when the shell ends.
# A command of the trap is a command too: before its first one, the last command of the snippet has become the one before,
# but for a shell that ends in a function, where the second trap is not heeded.
unset BASH_ENV
__line=0 __before=0
trap '__status=$? __last=$__before __here=$__line; [[ ${#FUNCNAME[@]} -gt 0 ]] && __last=$__here; printf "exit %s %s\n" "$__status" "$__last" >&9' EXIT
trap '__before=$__line; __line=$LINENO' DEBUG
