/**
 * What the reaper's shell runs. It reads lines: `+ pid` watch, `- pid` watch no longer, `q` the program ends in an
 * orderly way. After a `q` the children get a second to end by themselves (they see the end of their connection), so
 * that their own exit handlers can run; without it they are killed at once.
 */
export const reaperScript = `
trap '' INT TERM HUP QUIT
pids=' '
tries=0
while read -r op pid; do
  case $op in
    +) pids="$pids$pid " ;;
    -) case $pids in *" $pid "*) pids="\${pids%% $pid *} \${pids#* $pid }" ;; esac ;;
    q) tries=20 ;;
  esac
done
while [ $tries -gt 0 ]; do
  alive=
  for pid in $pids; do kill -0 $pid && alive=1; done
  [ "$alive" ] || exit 0
  sleep 0.05
  tries=$((tries - 1))
done
for pid in $pids; do kill -KILL $pid; done
`;
