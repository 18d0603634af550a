# auditon, and auditctl's opinion of it where there is one.
status() { auditctl -s | sed -n "s/^$1 //p"; }

auditon setcond off >/dev/null
same 'getcond' 'condition: off' "$(auditon getcond)"
same 'a dry run' 'condition: off -> on (not done)' "$(auditon --dry-run setcond on)"
same 'does nothing' 'condition: off' "$(auditon getcond)"
same 'setcond' 'condition: off -> on' "$(auditon setcond on)"
same 'setcond again' 'condition: on -> on (as it was)' "$(auditon setcond on)"
same 'as JSON' '{"condition":"on"}' "$(auditon --format json getcond)"
same 'a change as JSON' '{"before":{"condition":"on"},"after":{"condition":"off"},"dry_run":false}' \
  "$(auditon setcond off --format json)"
same 'setpolicy' 'failure: printk -> silent' "$(auditon setpolicy silent)"
same 'and back' 'failure: silent -> printk' "$(auditon setpolicy printk)"
same 'setqctrl' 'rate_limit: 0 -> 5' "$(auditon setqctrl rate_limit=5 | grep rate)"
same 'and back' 'rate_limit: 5 -> 0' "$(auditon setqctrl rate_limit=0 | grep rate)"
same 'a value that the kernel refuses' 'auditon: the kernel does not take this value' \
  "$(auditon setqctrl backlog_wait_time=4000000000 2>&1)"
same 'all or nothing' "$(auditon getqctrl)" \
  "$(auditon setqctrl rate_limit=5 backlog_wait_time=4000000000 2>/dev/null; auditon getqctrl)"
check 'getstat' sh -c 'auditon getstat | grep -qx "backlog: [0-9]*"'
check 'getstat --reset-lost' sh -c 'auditon getstat --reset-lost | grep -q "^lost: [0-9]* -> 0"'
same 'no permission' \
  "auditon: controlling kernel audit needs root or the capability CAP_AUDIT_CONTROL; try: sudo $(readlink -f "$(command -v auditon)") getcond" \
  "$(su nobody -s /bin/sh -c "PATH='$PATH' auditon getcond" 2>&1)"
same 'a container' \
  "auditon: kernel audit cannot be controlled from a container: the system's first user namespace is needed" \
  "$(unshare --user --map-root-user auditon getcond 2>&1)"

same 'a rule' 'added: -w /etc/passwd -p wa -k users' "$(auditon rules add -w /etc/passwd -p wa -k users)"
same 'twice' 'auditon: the kernel has this rule already' "$(auditon rules add -w /etc/passwd -p wa -k users 2>&1)"
same 'another' 'added: -a never,exclude -F msgtype=CWD' "$(auditon rules add -a never,exclude -F msgtype=CWD)"
same 'with a key' '-w /etc/passwd -p wa -k users' "$(auditon rules list -k users)"
same 'as JSON' '{"rules":["-w /etc/passwd -p wa -k users","-a never,exclude -F msgtype=CWD"]}' \
  "$(auditon rules list --format json)"
same 'a rule that would go' 'would delete: -w /etc/passwd -p wa -k users' \
  "$(auditon rules delete --dry-run -D -k users)"
same 'a rule that goes' 'deleted: -w /etc/passwd -p wa -k users' \
  "$(auditon rules delete -w /etc/passwd -p wa -k users)"
same 'and is gone' 'auditon: the kernel has no such rule' \
  "$(auditon rules delete -w /etc/passwd -p wa -k users 2>&1)"
same 'all go' 'deleted: -a never,exclude -F msgtype=CWD' "$(auditon rules delete -D)"
same 'none is left' '' "$(auditon rules list)"

printf '%s\n' '# users' '' '-w /etc/passwd -p wa' ' -a  never,exclude -F msgtype=CWD' >"$work/good"
same 'a file of rules' 'added: -w /etc/passwd -p wa
added: -a never,exclude -F msgtype=CWD' "$(auditon rules add -f "$work/good")"
check 'and without them' quietly auditon rules delete -f "$work/good"
(cat "$work/good" && echo '-w passwd') >"$work/bad"
same 'a bad file' "auditon: $work/bad: line 5: path: passwd has to begin with /" \
  "$(auditon rules add -f "$work/bad" 2>&1)"
same 'adds nothing' '' "$(auditon rules list)"

if command -v auditctl >/dev/null; then
  same 'backlog limit' "$(status backlog_limit)" "$(auditon getqctrl | sed -n 's/backlog_limit: //p')"
  same 'lost' "$(status lost)" "$(auditon getstat | sed -n 's/lost: //p')"
  # shellcheck disable=SC2046,SC2086  # a rule is as many words as it looks like
  # Both send the same: what one has added the other can delete, and both call it the same.
  while read -r rule; do
    auditctl $rule >/dev/null 2>&1
    same "$rule" "$(auditctl -l)" "$(auditon rules list)"
    check "$rule: deleted" quietly auditon rules delete $rule
    auditon rules add $rule >/dev/null 2>&1
    same "$rule: added" "$(auditctl -l)" "$(auditon rules list)"
    check "$rule: deleted by auditctl" quietly auditctl $(echo "$rule" | sed 's/^-a/-d/; s/^-w/-W/')
    same "$rule: nothing is left" '' "$(auditon rules list)"
  done <<END
-w /etc/shadow -p wa -k identity
-w /etc -p x
-a always,exit -S all -F pid=1005
-a always,exit -F arch=b64 -S open,openat -F auid=510
-a always,exit -F arch=b64 -S open -S openat -S openat2 -F exit=-EACCES -k access
-a always,exit -F arch=b32 -S all -F key=32bit-abi
-a always,exit -F arch=b64 -S init_module,finit_module -F key=module-load
-a always,exit -F dir=/home/ -F uid=0 -C auid!=obj_uid
-a always,exit -F arch=b64 -S ptrace -F a0=0x4 -F key=code-injection
-a always,exit -F arch=b64 -S execve -F auid>=1000 -F auid!=-1 -C uid!=euid -F euid=0 -F key=setuid
-a never,user -F subj_type=crond_t
-a never,exclude -F msgtype=CRED_REFR
-a never,filesystem -F fstype=tracefs
-a never,task -F uid=1000
END
fi
