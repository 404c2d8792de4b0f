# gnuplot -e "data='search.dat'; output_file='search.svg'" search.gnuplot
set terminal svg size 1040,480 font "sans-serif,13" background rgb "white"
set output output_file
set logscale x
set grid lc rgb "#dddddd"
set border 3 lc rgb "#888888"
set tics nomirror
set xlabel "net evaluations a puzzle"
set ylabel "puzzles solved, %"
set key outside right center
stats data nooutput
plot for [i=0:STATS_blocks-1] data index i using 1:2 with linespoints lw 2 dt 1+i/8 pt (i < 8 ? 7 : 5) ps 0.6 title columnheader(1)
