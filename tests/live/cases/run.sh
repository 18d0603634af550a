# A command is run, and what it does is recorded, and nothing else.
auditon setcond off >/dev/null
chmod 755 "${work%/*}" "$work"
cd "$work" || exit
is_clean() { is rules '' && is condition off; }
status_of() {
  status=0
  "$@" || status=$?
}
cat >install.sh <<'END'
#!/bin/sh
echo installing
(/bin/true subshell; (/bin/true "$1"))
touch made && mv made moved && rm moved
/bin/true last
exit 3
END
chmod 755 install.sh
while sleep 0.02; do /bin/true stranger; done >/dev/null 2>&1 9>&- &
strangers=$!

status_of auditpipe --arm pc,fc --output trail -- ./install.sh argument >told
same 'auditpipe passes the exit status' 3 "$status"
same 'and what the command writes' installing "$(cat told)"
check 'nothing is left behind' eventually is_clean
same 'what was executed' './install.sh argument
/bin/true subshell
/bin/true argument
touch made
mv made moved
rm moved
/bin/true last' "$(commands trail | sed 's/ # .*//; s/^.bin.sh //')"
check 'the trail is sound' quietly bsm2json --strict trail
check 'its own end is told' eval 'events --action end trail | has install.sh -'
check 'made files are told' eval 'events --path "*/made" trail | has made -'
status_of auditpipe --arm fc --output only -- ./install.sh argument >/dev/null
same 'only the wanted classes are written' '' "$(events only | grep ' exec \| fork \| end ')"
check 'also of what forks of forks do' eval 'events only | has made -'
same 'native' 7 "$(auditpipe --arm --native ex -- ./install.sh argument 2>/dev/null | grep -c type=EXECVE)"
auditpipe --arm --all ex --output all -- sleep 0.3
check '--all: everybody' eval 'commands all | has stranger -'
check 'and the command' eval 'commands all | has "sleep 0.3" -'

status_of commands -- ./install.sh argument >commands 2>told
same 'commands passes the exit status' 3 "$status"
same 'and sends what the command writes to standard error' installing "$(cat told)"
same 'commands' '/bin/true subshell /bin/true argument touch made mv made moved rm moved /bin/true last' \
  "$(sed 1d commands | sed 's/ # .*//' | paste -sd ' ')"
same 'commands with a filter' '/bin/true last' "$(commands --grep last -- ./install.sh 2>/dev/null | sed 's/ # .*//')"
same 'commands with a class' '' "$(commands --class fr -- ./install.sh 2>/dev/null)"
status_of paudit -- ./install.sh argument >log 2>/dev/null
same 'paudit passes the exit status' 3 "$status"
same 'and writes the records' 7 "$(grep -c type=EXECVE log)"
check 'of created files, too' has 'nametype=CREATE' log
check 'of nobody else' eval '! has stranger log'
status_of paudit --class ex -- ./install.sh argument >log 2>/dev/null
same 'of chosen classes' 'syscall=59' "$(grep -o 'syscall=[0-9]*' log | sort -u)"

# How it can end.
status_of commands -- sh -c 'kill -TERM $$' >/dev/null
same 'killed by a signal' 143 "$status"
status_of commands -- ./nothing >/dev/null 2>told
same 'not found' 127 "$status"
same 'is said' 'commands: ./nothing: No such file or directory' "$(cat told)"
status_of auditpipe --arm ex -- /etc/passwd 2>/dev/null >/dev/null
same 'not executable' 126 "$status"
check 'all is as it was' eventually is_clean
status_of auditpipe --arm --seconds 0.2 ex --output short -- sh -c 'sleep 1; exit 5'
same '--seconds ends the recording, not the command' 5 "$status"
commands -- sh -c 'sleep 1; exit 6' 2>/dev/null | true
check 'nor does a reader that goes away' eventually is_clean
auditpipe --arm ex --output term -- sh -c 'trap "exit 8" TERM; while :; do sleep 0.1; done' &
pipe=$!
sleep 1
kill -TERM $pipe
status=0
wait $pipe || status=$?
same 'the command decides what it does with it' 8 "$status"
auditpipe --arm ex --output killed -- sleep 2 &
pipe=$!
sleep 1
kill -KILL $pipe
check 'after SIGKILL all is as it was' eventually is_clean

# Whose it is.
nobody() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@" 2>&1; }
mkdir bin && cp "$(command -v commands)" bin/setuid && chmod 4755 bin/setuid
cat >whose.sh <<'END'
#!/bin/sh
echo "$(id -u) $(id -ru) $(id -g) $(id -G) $HOME $(awk '/^CapPrm/ { print $2 }' /proc/$$/status) $(awk '{ print $19 }' /proc/$$/stat) $KNOX_TEST"
END
chmod 755 whose.sh
export KNOX_TEST=kept
nice_now=$(nice)
same 'setuid: its user, with the environment' "65534 65534 65534 65534 /nowhere 0000000000000000 $nice_now kept" \
  "$(HOME=/nowhere nobody bin/setuid --grep nothing-of-it -- ./whose.sh)"
same 'sudo: its caller' "$(id -u daemon) $(id -u daemon) $(id -g daemon) $(id -G daemon) $(getent passwd daemon | cut -d : -f 6) 0000000000000000 $nice_now kept" \
  "$(SUDO_UID=$(id -u daemon) SUDO_GID=$(id -g daemon) commands --grep nothing-of-it -- ./whose.sh 2>&1)"
same 'root: root' "0 0 0" "$(commands --grep nothing-of-it -- ./whose.sh 2>&1 | cut -d ' ' -f 1-3)"
same 'no descriptor of the tool is open in it' "$(ls /proc/self/fd)" "$(commands --grep nothing-of-it -- ls /proc/self/fd 2>&1)"
check 'without rights it does not run' eval '! nobody commands --no-sudo -- touch ran >/dev/null && ! [ -e ran ]'
kill $strangers
