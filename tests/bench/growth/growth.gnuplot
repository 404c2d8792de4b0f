# gnuplot -e "data='growth.dat'; output_file='growth.svg'" growth.gnuplot
set terminal svg size 1040,760 font "sans-serif,13" background rgb "white"
set output output_file
set logscale xy
set grid lc rgb "#dddddd"
set border 3 lc rgb "#888888"
set tics nomirror
set key top left
stats data nooutput
set multiplot layout 2,3
do for [i=0:STATS_blocks-1] {
  plot data index i using 1:2 with linespoints lw 2 pt 7 ps 0.6 lc rgb "#2266aa" title columnheader(1)." s", \
       "" index i using 1:3 with linespoints lw 2 pt 5 ps 0.6 lc rgb "#cc7722" title "MB"
}
unset multiplot
