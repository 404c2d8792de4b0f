set terminal svg size 860,380 font "sans-serif,13" background rgb "white"
set output output_file
set style data histogram
set style histogram clustered gap 1
set style fill solid 0.9 noborder
set boxwidth 0.9
set grid ytics lc rgb "#dddddd"
set border 3 lc rgb "#888888"
set tics nomirror
set ylabel "GFLOP/s, all threads"
set yrange [0:*]
set key top left reverse Left
set xtics rotate by -20
set linetype 1 lc rgb "#4c78a8"
set linetype 2 lc rgb "#f58518"
set linetype 3 lc rgb "#54a24b"
plot for [i=2:4] data using i:xtic(1) title columnheader(i)
