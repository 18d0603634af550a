# Booted with audit=1 and without a daemon: the kernel holds records for one, and counts those it cannot hold as
# lost, though readers of its multicast group have got them.
same 'auditing is on' on "$(condition)"
quietly auditon setqctrl backlog_limit=1000
quietly auditon rules add -a always,exit -F arch=b64 -S execve
for number in $(seq 250); do /bin/true "held $number"; done
check 'the kernel counts lost records' eventually eval '! auditon getstat | grep -qx "lost: 0"'
auditpipe --seconds 10 ex >"$work/trail" 2>"$work/told" &
pipe=$!
sleep 2
for number in $(seq 100); do /bin/true "seen $number"; done
check 'nothing was lost' wait $pipe
same 'and so nothing is told' '' "$(cat "$work/told")"
same 'each is there' 100 "$(commands --grep "'seen [0-9]*'" "$work/trail" | wc -l)"
auditon rules delete -D >/dev/null
auditpipe --unicast --seconds 3 ex >"$work/trail" 2>/dev/null
check 'in its place, those that were held come first' eval 'commands "$work/trail" | has "held 1" -'
