# gnuplot -e "data='search.dat'; output_file='search.svg'" search.gnuplot
set terminal svg size 860,480 font "sans-serif,13" background rgb "white"
set output output_file
set logscale x
set grid lc rgb "#dddddd"
set border 3 lc rgb "#888888"
set tics nomirror
set xlabel "net evaluations a puzzle"
set ylabel "puzzles solved, %"
set key bottom right
stats data nooutput
plot for [i=0:STATS_blocks-1] data index i using 1:2 with linespoints lw 2 pt 7 ps 0.6 title columnheader(1)
