# Whether the events of a stream, one a line as JSON, are whole: 1, 2, 3 ... to the end, each once. Says what is not.
!match($0, /"seq":[0-9]+/) { print "no number: " $0; bad = 1; exit }
/"type":"execution.snapshot"/ { print "a snapshot: " $0; bad = 1; exit }
{ seq = substr($0, RSTART + 6, RLENGTH - 6) + 0 }
seq != NR { print "event " NR " is number " seq; bad = 1; exit }
{ last = $0 }
END { if (!bad && last !~ /"type":"workflow.completed"/) { print "the last event is " last; bad = 1 }; exit bad }
