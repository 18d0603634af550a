# Arguments that are many, long or strange, exactly as they were: a line of commands, given to a shell, makes them
# again.
auditon setcond off >/dev/null
is_armed() { rules | grep -q 'key=knox-' && is condition on && sleep 0.2; }
again() { bash -c 'while read -r line; do eval "set -- $line" && printf "%s\0" "$@"; done'; }

many=$(seq 3000)
long=$(head -c 100000 /dev/zero | tr '\0' x)
bytes=$(printf 'a\nb\001\033\177\377\376 "%%\\')
auditpipe --arm --native ex >"$work/log" &
native=$!
auditpipe --arm ex >"$work/trail" &
bsm=$!
check 'it arms' eventually is_armed
sleep 0.5
# shellcheck disable=SC2086  # words
/bin/true marked $many
/bin/true marked "$long" end
/bin/true marked '' "$bytes" "it's" '' deadbeef 4142 '(null)' '?' '$HOME'
sleep 0.5
kill -INT $native $bsm
wait $native
wait $bsm
# shellcheck disable=SC2086
{
  printf '%s\0' /bin/true marked $many
  printf '%s\0' /bin/true marked "$long" end
  printf '%s\0' /bin/true marked '' "$bytes" "it's" '' deadbeef 4142 '(null)' '?' '$HOME'
} >"$work/expected"
for form in log trail; do
  commands --command true "$work/$form" | grep '^/bin/true marked' | again >"$work/$form.found"
  check "3,000 arguments, 100,000 bytes, and strange ones: $form" cmp "$work/expected" "$work/$form.found"
done
auparse --format json "$work/log" | jq -r '.records[] | select(.type == "EXECVE") | .fields.argc // empty' >"$work/counts"
check 'auparse has their number' has 3002 "$work/counts"
